// The chat window. What people write is only ever put in as text (textContent), never as markup.
import { make, messageElement, noticeElement, thank } from './chat-elements.mjs';
import { language, say, speak } from './chat-words.mjs';

const [, , workspace, channel] = location.pathname.split('/');
const options = new URLSearchParams(location.search);
const storeKey = `handoff-chat/${workspace}/${channel}`;
const $ = (id) => document.getElementById(id);
const log = $('log');

const shown = new Map();
const formsDone = new Set();
let token = recall();
let lastId;
let state = { status: 'none', handler: null, offerId: null };
let stream;

function recall() {
  try {
    return localStorage.getItem(storeKey);
  } catch {
    return null; // Storage is closed to us in this frame: the visitor lasts as long as the page.
  }
}

function remember(value) {
  token = value;
  try {
    if (value === null) localStorage.removeItem(storeKey);
    else localStorage.setItem(storeKey, value);
  } catch {
    // As above.
  }
}

async function call(path, body, mayRenew = true) {
  const headers = { 'content-type': 'application/json' };
  if (token !== null) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  if (told.code === 'unauthenticated' && mayRenew) {
    remember(null);
    await enter();
    return call(path, body, false);
  }
  throw Object.assign(new Error((language === 'en' && told.detail) || say('wrong')), { code: told.code });
}

/** Becomes somebody: a user for whom the host page vouches, or a visitor. */
async function enter() {
  if (token !== null) return;
  const userId = options.get('user');
  const vouched = userId === null ? {} : { userId, userSignature: options.get('signature') ?? '' };
  const { token: fresh } = await call(`/chat/${workspace}/${channel}/visitors`, vouched, false);
  remember(fresh);
}

function trouble(text) {
  $('trouble').textContent = text ?? '';
  $('trouble').hidden = !text;
}

async function attempt(work) {
  try {
    trouble();
    return await work();
  } catch (error) {
    trouble(error instanceof TypeError ? say('offline') : error.message);
    return undefined;
  }
}

// Showing

function show(key, element) {
  const old = shown.get(key);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  if (old) old.replaceWith(element);
  else log.append(element);
  shown.set(key, element);
  if (atEnd || element.classList.contains('you')) log.scrollTop = log.scrollHeight;
}

const words = {
  none: [say('hello'), say('weHelp')],
  ai: ['', say('assistantAnswers')],
  handoff_offered: ['', say('assistantAnswers')],
  waiting: [say('team'), say('looking')],
  human: ['', say('personAnswers')],
  closed: [say('ended'), say('again')],
};

function showState(next) {
  state = next;
  const { status, handler, offerId } = state;
  const [title, line] = words[status] ?? words.none;
  $('handler').textContent = title || (handler?.name ?? say(handler?.kind === 'member' ? 'team' : 'assistantName'));
  $('status').textContent = line;
  $('face').textContent = (handler?.name ?? '').slice(0, 1).toUpperCase();
  $('face').dataset.kind = handler?.kind ?? 'nobody';
  document.body.dataset.status = status;
  $('person').hidden = status === 'waiting' || status === 'human';
  for (const row of document.querySelectorAll('[data-offer]')) row.hidden = row.dataset.offer !== offerId;
  for (const id of state.formsDone ?? []) {
    formsDone.add(id);
    for (const form of document.querySelectorAll(`form[data-form="${id}"]`)) thank(form);
  }
}

const takes = {
  item(item) {
    if (item.kind === 'message') {
      show(item.clientMessageId ?? item.id, messageElement(item));
      if (item.author !== 'you') arrived(item);
    } else show(item.id, noticeElement(item, { call, attempt, formsDone }));
  },
  state: showState,
  place({ position, estimatedWaitSeconds }) {
    const wait =
      estimatedWaitSeconds === null ? '' : ` ${say('about', { n: Math.max(1, Math.ceil(estimatedWaitSeconds / 60)) })}`;
    $('status').textContent = (position === 1 ? say('next') : say('nth', { n: position })) + wait;
  },
  closed({ conversationId }) {
    if (shown.has(`closed/${conversationId}`)) return;
    const divider = make('li', 'divider', say('fresh'));
    shown.set(`closed/${conversationId}`, divider);
    // What was just written is the first thing in the new one.
    log.insertBefore(divider, log.querySelector('.sending'));
  },
  ready() {
    document.body.dataset.ready = 'yes';
  },
};

// Telling that messages have arrived, a few at a time

const receipts = new Map();
let telling;

function arrived({ conversationId, id }) {
  receipts.set(id, conversationId);
  telling ??= setTimeout(async () => {
    telling = undefined;
    const [[, conversation] = []] = receipts;
    const ids = [...receipts].filter(([, of]) => of === conversation).map(([one]) => one);
    const messageIds = ids.slice(0, 50);
    for (const one of messageIds) receipts.delete(one);
    // Whoever wrote sees that it was sent, at least: nothing to bother the customer with.
    await call('/chat/receipts', { conversationId: conversation, messageIds }).catch(() => undefined);
    const [[left, of] = []] = receipts;
    if (left) arrived({ conversationId: of, id: left });
  }, 300);
}

// Listening

/** Reads events for as long as the page lives; after a loss it goes on where it was. */
async function listen() {
  for (let failures = 0; ; failures += 1) {
    try {
      const headers = { authorization: `Bearer ${token}`, ...(lastId ? { 'last-event-id': lastId } : {}) };
      const answer = await fetch('/chat/events', { headers });
      if (answer.status === 401) {
        remember(null);
        await enter();
        continue;
      }
      if (answer.ok) {
        trouble();
        failures = 0;
        await read(answer.body);
      }
    } catch {
      if (failures > 1) trouble(say('trying'));
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(500 * 2 ** failures, 15_000)));
  }
}

async function read(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n\n');
    rest = parts.pop();
    for (const part of parts) take(part);
  }
}

function take(part) {
  const fields = Object.fromEntries(
    part
      .split('\n')
      .filter((line) => !line.startsWith(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  if (fields.event === undefined) return;
  takes[fields.event]?.(JSON.parse(fields.data));
  if (fields.id) lastId = fields.id;
}

async function begin() {
  await enter();
  stream ??= listen();
}

// Writing

async function send() {
  const text = $('text').value;
  if (text.trim() === '') return;
  const clientMessageId = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  $('text').value = '';
  grow();
  show(clientMessageId, messageElement({ author: 'you', text }, true));
  const sent = await attempt(async () => {
    await enter();
    await call('/chat/messages', { clientMessageId, text });
    await begin();
    return true;
  });
  if (sent) return;
  shown.get(clientMessageId)?.remove();
  shown.delete(clientMessageId);
  if ($('text').value === '') $('text').value = text;
}

function grow() {
  const area = $('text');
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight + 2}px`;
}

$('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
  $('text').focus();
});
$('text').addEventListener('input', grow);
$('text').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  void send();
});
$('person').addEventListener('click', () =>
  attempt(async () => {
    await enter();
    await call('/chat/person', {});
    await begin();
  }),
);

speak();
showState(state);
if (token !== null) void attempt(begin);
