import { isReadable, type EventStore, type StoredEvent } from '#event-store';
import type { Pool, PoolClient } from 'pg';
import { beginning } from './checkpoint.js';
import { erasedContacts, transaction, trial } from './commit-batch.js';
import { onClient } from './on-client.js';
import { OutdatedView } from './outdated-views.js';
import { listParked, type ParkedStream } from './parked-streams.js';
import { describe } from './problem.js';
import type { ErasedContact, Projection } from './projection.js';

export interface RetryResult {
  readonly stream: string;
  /** What still stands in the way; `null`: the stream flows again. */
  readonly problem: string | null;
}

/**
 * Tries the parked streams of a projection again, or one of them: folds what it missed from the log, up to where the others are, and
 * lets it flow on. One that fails again stays parked. Safe beside a running projector, which waits meanwhile.
 * @throws OutdatedView: its rows were folded in another way
 */
export async function retryParked(
  { pool, store }: { readonly pool: Pool; readonly store: EventStore },
  projection: Projection,
  stream?: string,
): Promise<RetryResult[]> {
  const results: RetryResult[] = [];
  for (const parked of await listParked(pool, projection.name)) {
    if (stream !== undefined && parked.stream !== stream) continue;
    const problem = await onClient(pool, (client) =>
      transaction(client, () => retry(client, store, projection, parked)),
    );
    results.push({ stream: parked.stream, problem });
  }
  return results;
}

async function retry(
  tx: PoolClient,
  store: EventStore,
  projection: Projection,
  { stream, revision }: ParkedStream,
): Promise<string | null> {
  // Holds the projector between two batches.
  const { rows } = await tx.query<{ position: string; version: number }>(
    'select position, version from views.checkpoint where projection = $1 for update',
    [projection.name],
  );
  const { name, version } = projection;
  const reached = BigInt(rows[0]?.position ?? beginning);
  const kept = rows[0]?.version ?? version;
  if (kept !== version) throw new OutdatedView(name, kept, version, reached);
  let missed: StoredEvent[];
  let erased: ErasedContact[];
  try {
    missed = (await store.readStream(stream, revision)).filter(({ position }) => position <= reached);
    erased = await erasureOf(store, missed, reached);
  } catch (error) {
    return describe(error);
  }
  const problem = await trial(tx, async () => {
    await projection.apply(missed, tx);
    await projection.erase?.(erased, tx);
  });
  if (problem !== undefined) return describe(problem);
  await tx.query('delete from views.parked_stream where projection = $1 and stream = $2', [projection.name, stream]);
  return null;
}

/** The contact may have been erased while the stream was parked, and this process may still have had the key to read it. */
async function erasureOf(store: EventStore, events: readonly StoredEvent[], upTo: bigint): Promise<ErasedContact[]> {
  const contactId = events[0]?.metadata.contactId;
  if (contactId === undefined) return [];
  const contact = await store.readStream(`contact-${contactId}`);
  return erasedContacts(contact.filter((entry) => isReadable(entry) && entry.position <= upTo));
}
