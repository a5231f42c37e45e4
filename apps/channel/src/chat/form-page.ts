import { formWords, languageOf, type FormWords } from './form-words.js';

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
  ['name', 'text', 'name'],
  ['phone', 'tel', 'tel'],
  ['email', 'email', 'email'],
] as const;

/**
 * The contact form for channels that show no form of their own. Works without a script.
 * @param accepted the browser's Accept-Language
 */
export function formPage(
  state: FormState,
  accepted: string | undefined,
  given: URLSearchParams = new URLSearchParams(),
): string {
  const language = languageOf(accepted);
  const words = formWords(language);
  const inner = {
    done: `<h1>${words.thanks}</h1><p role="status">${words.taken}</p>`,
    unknown: `<h1>${words.unknown}</h1><p>${words.noForm}</p>`,
    empty: form(words, given, ''),
    refused: form(words, given, `<p role="alert" class="wrong">${words.useless}</p>`),
  }[state];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${words.title}</title>
<link rel="stylesheet" href="/chat/page/chat.css">
</head>
<body class="alone"><main class="card">${inner}</main></body>
</html>
`;
}

function form(words: FormWords, given: URLSearchParams, before: string): string {
  const value = (name: string) => escaped(given.get(name) ?? '');
  const inputs = fields.map(
    ([name, type, autocomplete]) =>
      `<label>${words[name]}<input name="${name}" type="${type}" autocomplete="${autocomplete}" maxlength="320" value="${value(name)}"></label>`,
  );
  return `<h1>${words.title}</h1>
<p>${words.why}</p>
${before}<form method="post" class="form">${inputs.join('')}
<label>${words.note}<textarea name="note" rows="3" maxlength="4000">${value('note')}</textarea></label>
<button type="submit">${words.send}</button></form>`;
}
