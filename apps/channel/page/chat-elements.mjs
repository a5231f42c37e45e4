// What the chat window is made of. What people write is only ever put in as text (textContent), never as markup.
import { language, say } from './chat-words.mjs';

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

export function messageElement({ author, name, text, attachments = [] }, sending) {
  const element = make('li', `message ${author}${sending ? ' sending' : ''}`);
  const by =
    author === 'you'
      ? say('you')
      : author === 'ai_agent'
        ? `${name ?? say('assistantName')} · ${say('assistant')}`
        : (name ?? say('team'));
  element.append(make('span', author === 'you' ? 'by hidden' : 'by', by));
  const bubble = make('div', 'bubble');
  if (text !== '') bubble.append(make('span', '', text));
  if (attachments.length > 0) {
    const list = make('ul');
    for (const { name: label, url } of attachments) {
      const entry = make('li');
      // An address that leads into this page would be a script: only the web is linked.
      if (/^https?:\/\//i.test(url)) {
        const link = make('a', '', say('file', { name: label }));
        link.href = url;
        link.target = '_blank';
        link.rel = 'noopener noreferrer nofollow';
        entry.append(link);
      } else entry.textContent = say('file', { name: label });
      list.append(entry);
    }
    bubble.append(list);
  }
  element.append(bubble);
  // Of the last one only it is seen: chat.css.
  if (author === 'you' && !sending) element.append(make('span', 'receipt', say('delivered')));
  return element;
}

/** @param acts how the page calls its service, and which forms were filled in */
export function noticeElement(item, acts) {
  const element = make('li', 'notice');
  element.dataset.notice = item.notice;
  const opens = item.opensAt
    ? ` ${say('opens', { when: new Date(item.opensAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' }) })}`
    : '';
  element.append(make('span', '', item.text + opens));
  if (item.offerId) element.append(choices(item, acts));
  if (item.formId !== undefined) element.append(contactForm(item, acts));
  return element;
}

function choices({ conversationId, offerId }, { call, attempt }) {
  const row = make('div', 'choices');
  row.dataset.offer = offerId;
  for (const [answer, label] of [
    ['yes', say('yes')],
    ['no', say('no')],
  ]) {
    const button = make('button', answer === 'no' ? 'quiet' : '', label);
    button.type = 'button';
    button.addEventListener('click', () =>
      attempt(async () => {
        row.hidden = true;
        await call('/chat/offers', { conversationId, offerId, answer }).catch((error) => {
          row.hidden = false;
          throw error;
        });
      }),
    );
    row.append(button);
  }
  return row;
}

function contactForm({ conversationId, formId }, { call, formsDone }) {
  const form = make('form', 'form');
  form.dataset.form = formId ?? '';
  form.setAttribute('aria-label', say('reach'));
  for (const [name, label, type, autocomplete] of [
    ['name', say('name'), 'text', 'name'],
    ['phone', say('phone'), 'tel', 'tel'],
    ['email', say('email'), 'email', 'email'],
  ]) {
    const field = make('label', '', label);
    const input = make('input');
    Object.assign(input, { name, type, autocomplete, maxLength: 320 });
    field.append(input);
    form.append(field);
  }
  const wrong = make('p', 'wrong');
  wrong.setAttribute('role', 'alert');
  wrong.hidden = true;
  form.append(wrong, Object.assign(make('button', '', say('leave')), { type: 'submit' }));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const given = [...new FormData(form)].filter(([, value]) => value.trim() !== '');
    try {
      await call('/chat/forms', {
        conversationId,
        ...(formId === null ? {} : { formId }),
        details: Object.fromEntries(given),
      });
      thank(form);
    } catch (error) {
      const useless = error.code === 'invalid_details' || error.code === 'invalid_body';
      wrong.textContent = useless ? say('useless') : error.message;
      wrong.hidden = false;
      form.elements.phone.focus();
    }
  });
  if (formId !== null && formsDone.has(formId)) thank(form);
  return form;
}

export function thank(form) {
  const thanks = make('p', '', say('thanks'));
  thanks.setAttribute('role', 'status');
  form.replaceChildren(thanks);
}
