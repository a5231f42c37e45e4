// The same decision as ours, the way Emmett's own samples do it: Express, a folded stream, its PostgreSQL store.
// URL of the database. Prints where it listens. PUT /seed lays down the streams that the commands are measured on.
import { CommandHandler, IllegalStateError } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { randomUUID } from 'node:crypto';
import express from 'express';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 32 });
const store = getPostgreSQLEventStore(process.argv[2], { connectionOptions: { pool } });
await store.schema.migrate();

const initialState = () => ({ status: 'none', assigneeId: null, sent: [] });

function evolve(state, { type, data }) {
  switch (type) {
    case 'ConversationStarted':
      return { ...state, status: 'ai' };
    case 'Assumed':
      return { ...state, status: 'human', assigneeId: data.to?.id ?? null };
    case 'MemberReplied':
      return { ...state, sent: [...state.sent, data.messageId] };
    default:
      return state;
  }
}

const handle = CommandHandler({ evolve, initialState });

/** An answer of the assignee; sent twice it is stored once. The payload beside it makes the event as large as ours. */
const reply = (state, { memberId, messageId, text, payload }) => {
  if (state.sent.includes(messageId)) return [];
  if (state.status !== 'human') throw new IllegalStateError('closed');
  if (state.assigneeId !== memberId) throw new IllegalStateError('not your conversation');
  return [{ type: 'MemberReplied', data: { messageId, member: { id: memberId }, text, ...payload } }];
};

let payload = {};
const app = express().disable('x-powered-by').disable('etag');
app.use(express.json({ limit: '10mb' }));

app.put('/seed', async ({ body: { ids, events, payload: given } }, response) => {
  payload = given;
  const rest = [...ids];
  const worker = async () => {
    for (let id = rest.pop(); id !== undefined; id = rest.pop())
      await store.appendToStream(`conversation-${id}`, events);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  response.sendStatus(204);
});

app.post('/v1/conversations/:id/replies', async ({ params, body, headers }, response) => {
  if (typeof body.text !== 'string' || body.text.length === 0) return response.status(422).json({ code: 'invalid' });
  const memberId = headers.authorization?.slice('Bearer '.length);
  const request = { memberId, messageId: headers['idempotency-key'] ?? randomUUID(), text: body.text, payload };
  const result = await handle(store, `conversation-${params.id}`, (state) => reply(state, request));
  return response.json({ conversationId: params.id, revision: String(result.nextExpectedStreamVersion) });
});

app.use((error, _request, response, _next) =>
  response.status(error instanceof IllegalStateError ? 409 : 500).json({ detail: error.message }),
);

const server = app.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
process.once('SIGTERM', () => process.exit());
