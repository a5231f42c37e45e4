import type { Pool } from 'pg';
import { Codec, isReadable, type FieldSealer, type LogEntry, type StoredEvent } from '#event-store';
import { KeepSealed } from '#messaging';
import { commitLeaves, isLeafEvent } from '#read-models';
import { nextConversation, settings, type History } from '../views/histories.js';

const batch = 2_000;

/**
 * Sequences leaves of so many events of usual conversations, sealed as in production, without a log beneath them: a million entries
 * then take a minute, and the export has the rows it would have. @returns how many there are
 */
export async function fillLedger(ledger: Pool, sealer: FieldSealer, entries: number): Promise<number> {
  const codec = new Codec(sealer);
  const closed = new Codec(new KeepSealed(), true);
  const client = await ledger.connect();
  let position = 0n;
  const stored = async (histories: readonly History[]): Promise<StoredEvent[]> => {
    const events = histories.flatMap(({ stream, events: all }) =>
      all.flatMap((event, revision) => (isLeafEvent(stream, event.event.type) ? [{ stream, revision, event }] : [])),
    );
    const encoded = await codec.encode(events.map(({ event }) => event));
    const raws = encoded.map(({ id, type, data, metadata }, i) => {
      const { stream, revision, event } = events[i]!;
      const place = { eventId: id, stream, revision: BigInt(revision), position: position++ };
      return { ...place, created: new Date(event.event.at), type, data, metadata };
    });
    return (await closed.decode(raws)).map(readable);
  };
  let count = 0;
  let from = -1n;
  const sizes = new Map<string, bigint>();
  try {
    for (let n = 0, waiting = [...settings()]; count < entries; waiting = []) {
      while (waiting.length < batch / 4) waiting.push(nextConversation(n++));
      const entries = await stored(waiting);
      const to = entries.at(-1)!.position;
      for (const grown of (await commitLeaves(client, from, { entries, position: to }, sizes)).values()) count += grown;
      from = to;
    }
  } finally {
    client.release();
  }
  return count;
}

function readable(entry: LogEntry): StoredEvent {
  if (!isReadable(entry)) throw entry.problem;
  return entry;
}
