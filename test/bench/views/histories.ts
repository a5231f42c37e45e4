import { randomBytes, randomUUID } from 'node:crypto';
import type { UnsealedEvent } from '#event-store';
import { Story, ada, workspaceIds } from '../../../libs/read-models/test/story.js';

/** One conversation as it is appended: its stream and its events. */
export interface History {
  readonly stream: string;
  readonly events: readonly UnsealedEvent[];
}

/** The settings that conversations stand on: agents and the workspace. */
export interface Setting {
  readonly streams: readonly History[];
}

const id = (n: number) => `6f0d9d0e-${String(n).padStart(4, '0')}-4000-8000-000000000000`;

/** Conversations of usual kinds: answered by the AI, handed over, claimed and closed, returned, waiting, passed on. */
function tell(): Story {
  const story = new Story();
  for (let n = 0; n < 12; n += 1) {
    const told = story.conversation(0, id(n), id(100 + n));
    told.says('Hello, where is my order number 4711? It was to come on Monday.').agentSays('Let me look that up.');
    told.wait(20).says('It is about a parcel for my mother').agentSays('It is on its way and comes tomorrow.');
    told.wait(20).says('I see. And the invoice?').agentSays('You find it in your account, under orders.');
    if (n % 3 === 0) continue;
    told.wait(20).says('That does not help, I want to speak to a person', { asks: n % 2 === 0 });
    if (n % 2 === 1) told.asksForPeople('out_of_scope', 'the customer asks for an invoice by post');
    if (n === 11) continue;
    told.wait(30).claims(ada).memberSays(ada, 'This is Ada. I send it by post today.').wait(60);
    told.says('Thank you very much!').memberSays(ada, 'You are welcome.');
    if (n % 4 === 1) told.returns(ada, 'on_next_message').says('One more thing').agentSays('Yes?');
    else told.wait(20).closes(ada);
  }
  return story;
}

const story = tell();
const templates = [...new Set(story.events.map(({ stream }) => stream))].map((stream) => {
  const events = story.events.filter((stored) => stored.stream === stream);
  return { stream, events, json: JSON.stringify(events.map(({ event }) => event)) };
});
const conversations = templates.filter(({ stream }) => stream.startsWith('conversation-'));

/** Agents and workspaces, which every conversation refers to. */
export function settings(): readonly History[] {
  return templates
    .filter(({ stream }) => !stream.startsWith('conversation-'))
    .map(({ stream, events }) => ({
      stream,
      events: events.map(({ event, metadata }) => ({ eventId: randomUUID(), event, metadata })),
    }));
}

export const workspaceId = workspaceIds[0];

/** Another conversation: one of the kinds, all its ids new. Four in a row are of one contact. */
export function nextConversation(n: number): History {
  const { events, json } = conversations[n % conversations.length]!;
  const contactId = `c0000000-0000-4000-8000-${String(n >> 2).padStart(12, '0')}`;
  const shift = randomBytes(4).readUInt32BE();
  const conversationId = randomUUID();
  // Every id in an event keeps its place relative to the others; only their first eight digits change.
  const renamed = json.replaceAll(/\b[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)/g, (digits) =>
    ((Number.parseInt(digits, 16) ^ shift) >>> 0).toString(16).padStart(8, '0'),
  );
  const data = JSON.parse(renamed) as UnsealedEvent['event'][];
  return {
    stream: `conversation-${conversationId}`,
    events: data.map((event, i) => {
      const { metadata } = events[i]!;
      const started = event.type === 'ConversationStarted' ? { data: { ...(event.data as object), contactId } } : {};
      return { eventId: randomUUID(), event: { ...event, ...started }, metadata: { ...metadata, contactId } };
    }),
  };
}
