/** What a contact form's page shows. */
export type FormState = 'empty' | 'refused' | 'done' | 'unknown';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => escapes[sign]!);
}

const fields = [
  ['name', 'Name', 'text', 'name'],
  ['phone', 'Phone', 'tel', 'tel'],
  ['email', 'E-mail', 'email', 'email'],
] as const;

/** The contact form for channels that show no form of their own. Works without a script. */
export function formPage(state: FormState, given: URLSearchParams = new URLSearchParams()): string {
  const inner = {
    done: '<h1>Thank you</h1><p role="status">We have your details, and a person will get back to you.</p>',
    unknown: '<h1>Not found</h1><p>This link leads to no form. Please open it again from your chat.</p>',
    empty: form(given, ''),
    refused: form(
      given,
      '<p role="alert" class="wrong">Please give a phone number or an e-mail address we can use.</p>',
    ),
  }[state];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>How can we reach you?</title>
<link rel="stylesheet" href="/chat/page/chat.css">
</head>
<body class="alone"><main class="card">${inner}</main></body>
</html>
`;
}

function form(given: URLSearchParams, before: string): string {
  const value = (name: string) => escaped(given.get(name) ?? '');
  const inputs = fields.map(
    ([name, label, type, autocomplete]) =>
      `<label>${label}<input name="${name}" type="${type}" autocomplete="${autocomplete}" maxlength="320" value="${value(name)}"></label>`,
  );
  return `<h1>How can we reach you?</h1>
<p>Leave a phone number or an e-mail address, and a person will get back to you.</p>
${before}<form method="post" class="form">${inputs.join('')}
<label>Anything we should know<textarea name="note" rows="3" maxlength="4000">${value('note')}</textarea></label>
<button type="submit">Send</button></form>`;
}
