import { FieldSealer, type EventStore, type FollowOptions, type LogEntry } from '#event-store';
import { describe, expect, it } from '@jest/globals';
import type { OutgoingMessage, Publisher } from '../kafka/publisher.js';
import { PositionMoved, type Leadership, type ParkedStream, type RelayJournal } from './relay-journal.js';
import type { RelayState } from './relay-state.js';
import { runRelay, type RelayOptions } from './run-relay.js';

const envelope = { sealed: '1', subject: 'contact:1', commit: 'c', box: 'b', field: 'text' };

function entry(stream: string, revision: number, position: number, type = 'ExternalReplyObserved'): LogEntry {
  return {
    eventId: `${stream}/${revision}`,
    stream: `conversation-${stream}`,
    revision: BigInt(revision),
    position: BigInt(position),
    created: new Date(0),
    event: {
      type,
      at: '2026-11-20T03:12:42.123Z',
      data: { messageId: 'm', clientMessageId: 'k', memberId: null, text: envelope, attachments: null },
    },
    metadata: { workspaceId: 'w', actor: { kind: 'system', id: 's' }, correlationId: 'c', causationId: null },
  } as unknown as LogEntry;
}

/** A log that hands over what comes after a position in batches of two, then waits. */
function logOf(entries: readonly LogEntry[]): EventStore {
  return {
    head: () => Promise.resolve(entries.at(-1)?.position),
    readStream: (stream: string, from = 0n) =>
      Promise.resolve(entries.filter((one) => one.stream === stream && one.revision >= from)),
    follow: async ({ after, onBatch, onCaughtUp, signal }: FollowOptions) => {
      const rest = entries.filter(({ position }) => after === undefined || position > after);
      for (let i = 0; i < rest.length; i += 2) {
        const batch = rest.slice(i, i + 2);
        await onBatch({ entries: batch, position: batch.at(-1)!.position });
      }
      onCaughtUp?.();
      if (signal.aborted) return;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    },
  } as unknown as EventStore;
}

class MemoryJournal implements RelayJournal {
  position = -1n;
  parked: ParkedStream[] = [];
  leads = 0;

  async lead(signal: AbortSignal, work: (leadership: Leadership) => Promise<void>): Promise<boolean> {
    this.leads += 1;
    await work({
      signal,
      read: () => Promise.resolve({ position: this.position, parked: [...this.parked] }),
      advance: (from, to, parked) => {
        if (this.position !== from) return Promise.reject(new PositionMoved(from));
        this.position = to;
        this.parked.push(...parked);
        return Promise.resolve();
      },
      unpark: (stream) => {
        this.parked = this.parked.filter((one) => one.stream !== stream);
        return Promise.resolve();
      },
    });
    return true;
  }
}

/** Runs a relay until it has come as far as the log reaches, and gives what was published. */
async function relayed(
  entries: readonly LogEntry[],
  change: Partial<RelayOptions> & {
    readonly journal?: MemoryJournal;
    readonly refuse?: (call: number) => boolean;
  } = {},
) {
  const stopping = new AbortController();
  const messages: OutgoingMessage[] = [];
  const states: RelayState[] = [];
  const { journal = new MemoryJournal(), refuse, ...options } = change;
  let calls = 0;
  const publisher: Publisher = {
    publish: (some) => {
      calls += 1;
      if (refuse?.(calls)) return Promise.reject(new Error('Kafka is away'));
      messages.push(...some);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  const done = runRelay({
    store: logOf(entries),
    publisher,
    journal,
    signal: stopping.signal,
    onState: (state) => {
      states.push(state);
      if (state.head !== undefined && state.position >= entries.at(-1)!.position) stopping.abort();
    },
    ...options,
  });
  await done;
  return { messages, states, journal, ids: messages.map(({ headers }) => headers['eventId']) };
}

const history = [entry('a', 0, 1), entry('b', 0, 2), entry('a', 1, 5), entry('b', 1, 6), entry('a', 2, 9)];

describe('the relay', () => {
  it('publishes everything in order and remembers how far it came', async () => {
    const { ids, journal } = await relayed(history);
    expect(ids).toEqual(['a/0', 'b/0', 'a/1', 'b/1', 'a/2']);
    expect(journal.position).toBe(9n);
  });

  it('goes on after what was published before', async () => {
    const journal = new MemoryJournal();
    journal.position = 5n;
    expect((await relayed(history, { journal })).ids).toEqual(['b/1', 'a/2']);
  });

  it('tries a batch until Kafka takes it, and lets nothing overtake it', async () => {
    const { ids, states } = await relayed(history, { refuse: (call) => call === 2 || call === 3 });
    expect(ids).toEqual(['a/0', 'b/0', 'a/1', 'b/1', 'a/2']);
    expect(states.some(({ kafka }) => kafka === false)).toBe(true);
    expect(states.at(-1)).toMatchObject({ kafka: true, position: 9n });
  });

  it('holds a stream back at what it does not understand, and a newer relay goes on there', async () => {
    const ofTomorrow = history.map((one) => (one.position === 5n ? entry('a', 1, 5, 'OfTomorrow') : one));
    const old = await relayed(ofTomorrow);
    expect(old.ids).toEqual(['a/0', 'b/0', 'b/1']);
    expect(old.journal.parked).toMatchObject([{ stream: 'conversation-a', revision: 1n, eventType: 'OfTomorrow' }]);
    expect(old.states.at(-1)!.parkedStreams).toBe(1);
    const newer = await relayed([...history, entry('a', 3, 12)], { journal: old.journal });
    expect(newer.ids).toEqual(['a/1', 'a/2', 'a/3']);
    expect(newer.journal.parked).toEqual([]);
  });

  it('opens personal fields on topics configured in clear, and nowhere else', async () => {
    class Opener extends FieldSealer {
      sealAll(): Promise<never> {
        return Promise.reject(new Error('not here'));
      }
      openAll(fields: readonly unknown[]): Promise<unknown[]> {
        return Promise.resolve(fields.map(() => 'opened'));
      }
    }
    const textOf = async (topic: 'handoff.conversation.v1' | 'handoff.contact.v1') => {
      const { messages } = await relayed([history[0]!], { clear: { topics: [topic], sealer: new Opener() } });
      return (JSON.parse(messages[0]!.value) as { text: unknown }).text;
    };
    expect(await textOf('handoff.conversation.v1')).toBe('opened');
    expect(await textOf('handoff.contact.v1')).toEqual(envelope);
  });

  it('steps back when another relay moved the position, and begins anew from there', async () => {
    const journal = new MemoryJournal();
    const refuse = (call: number) => {
      // While the first batch is on its way, somebody else comes further.
      if (call === 1) journal.position = 6n;
      return false;
    };
    const { ids } = await relayed(history, { journal, refuse });
    expect(ids).toEqual(['a/0', 'b/0', 'a/2']);
    expect(journal.leads).toBe(2);
  });
});
