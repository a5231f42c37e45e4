import { randomUUID } from 'node:crypto';
import { startEventStoreNode } from '#embedded-event-store';
import { EventStoreDB, type EventMetadata, type EventStore } from '#event-store';
import { KeepSealed } from '#messaging';
import { PlainSealer } from './plain-sealer.js';

/** A log of its own, and conversations in it. */
export interface TestLog {
  readonly connectionString: string;
  /** Appends and opens; the other one keeps everything sealed, as relay and consumers do. */
  readonly store: EventStore;
  readonly sealed: EventStore;
  /** Appends one event to a conversation and gives its id. Conversations are numbered from 0. */
  say(conversation: number): Promise<string>;
  /** Every event id that was appended, by stream, in order. */
  readonly appended: ReadonlyMap<string, readonly string[]>;
  stop(): Promise<void>;
}

export const workspaceId = randomUUID();

export async function startTestLog(): Promise<TestLog> {
  const node = await startEventStoreNode({ storage: { kind: 'memory' }, port: 0, log: () => undefined });
  const open = (sealer: PlainSealer | KeepSealed) =>
    new EventStoreDB({ connectionString: node.connectionString, sealer });
  const [store, sealed] = [open(new PlainSealer()), open(new KeepSealed())];
  const appended = new Map<string, string[]>();
  const streams: string[] = [];
  const contactId = randomUUID();
  return {
    connectionString: node.connectionString,
    store,
    sealed,
    appended,
    say: async (conversation) => {
      const stream = (streams[conversation] ??= `conversation-${randomUUID()}`);
      const ids = appended.get(stream) ?? [];
      appended.set(stream, ids);
      const eventId = randomUUID();
      const expected = ids.length === 0 ? 'no_stream' : BigInt(ids.length - 1);
      ids.push(eventId);
      await store.append(stream, expected, [{ eventId, event: message(ids.length), metadata: metadata(contactId) }]);
      return eventId;
    },
    stop: async () => {
      await Promise.all([store.close(), sealed.close()]);
      await node.stop();
    },
  };
}

function message(n: number) {
  return {
    type: 'MemberReplied',
    at: new Date().toISOString(),
    data: {
      messageId: randomUUID(),
      clientMessageId: null,
      member: { kind: 'member', id: randomUUID(), name: 'Ada Lovelace' },
      via: 'inbox',
      text: `message ${n} with a secret`,
      attachments: [],
    },
  };
}

function metadata(contactId: string): EventMetadata {
  return {
    workspaceId,
    contactId,
    actor: { kind: 'member', id: randomUUID() },
    occurredAt: new Date().toISOString(),
    commandId: randomUUID(),
    commandHash: 'hash',
    causationId: null,
    correlationId: randomUUID(),
    schemaVersion: 1,
  };
}
