import { isReadable, type LogEntry } from '#event-store';
import { LeafError } from '#ledger';
import { isLeafEvent, leafOfEvent, type SealedPlace } from '../leaf-of-event.js';
import type { Ask } from '../stored-tree.js';
import type { Findings } from './findings.js';

/** The log as it was stored, its envelopes closed, page by page. */
export type Pages = AsyncIterable<readonly LogEntry[]>;

interface Row {
  readonly workspace_id: string;
  readonly stream: string;
  readonly revision: string;
  readonly index: string;
  readonly leaf: Buffer;
  readonly sealed: readonly SealedPlace[] | null;
}

/**
 * Holds every event of the log against its leaf: there, the same when it is made again, in the order of the log; and no leaf without an
 * event.
 * @param upTo how far the log was sequenced
 * @returns how many events have a leaf
 */
export async function auditEvents(ask: Ask, pages: Pages, upTo: bigint, findings: Findings): Promise<number> {
  const seen = new Map<string, Set<bigint>>();
  const last = new Map<string, bigint>();
  let count = 0;
  for await (const page of pages) {
    const entries = page.filter(({ stream, position, ...entry }) => {
      const type = 'event' in entry ? entry.event.type : (entry as { type: string }).type;
      return position <= upTo && isLeafEvent(stream, type);
    });
    const rows = await rowsOf(ask, entries);
    for (const entry of entries) {
      const { stream, revision } = entry;
      const place = `${stream} ${revision}`;
      const row = rows.get(place);
      count += 1;
      if (row === undefined) {
        findings.add(isReadable(entry) ? 'event_without_leaf' : 'event_unreadable', place);
        continue;
      }
      const index = BigInt(row.index);
      seen.set(row.workspace_id, (seen.get(row.workspace_id) ?? new Set()).add(index));
      if (index < (last.get(row.workspace_id) ?? -1n)) findings.add('leaf_reordered', place);
      last.set(row.workspace_id, index);
      compare(entry, row, place, findings);
    }
  }
  await leavesWithoutEvent(ask, seen, findings);
  return count;
}

function compare(entry: LogEntry, row: Row, place: string, findings: Findings): void {
  if (!isReadable(entry)) return;
  try {
    const made = leafOfEvent(entry);
    const sealed = made !== undefined && made.sealed.length > 0 ? made.sealed : null;
    if (made === undefined || !made.leaf.equals(row.leaf) || JSON.stringify(sealed) !== JSON.stringify(row.sealed))
      findings.add('event_changed', place);
  } catch (error) {
    if (!(error instanceof LeafError)) throw error;
    findings.add('event_changed', place);
  }
}

/** The leaves of events, found where the event says it belongs: one that says otherwise has none. */
async function rowsOf(ask: Ask, entries: readonly LogEntry[]): Promise<Map<string, Row>> {
  const readable = entries.filter(isReadable);
  if (readable.length === 0) return new Map();
  const rows = await ask<Row>(
    `select l.* from unnest($1::uuid[], $2::text[], $3::bigint[]) as wanted (workspace_id, stream, revision)
     -- "offset 0" keeps it a look-up in the index for each event, also where the table has no statistics.
     cross join lateral (
       select workspace_id, stream, revision, index, leaf, sealed from ledger.leaf l
       where l.workspace_id = wanted.workspace_id and l.stream = wanted.stream and l.revision = wanted.revision offset 0) l`,
    [
      readable.map(({ metadata }) => metadata.workspaceId),
      readable.map(({ stream }) => stream),
      readable.map(({ revision }) => String(revision)),
    ],
  );
  return new Map(rows.map((row) => [`${row.stream} ${row.revision}`, row]));
}

async function leavesWithoutEvent(ask: Ask, seen: ReadonlyMap<string, ReadonlySet<bigint>>, findings: Findings) {
  const counts = await ask<{ workspace_id: string; count: string }>(
    'select workspace_id, count(*) as count from ledger.leaf group by workspace_id',
    [],
  );
  for (const { workspace_id, count } of counts) {
    const known = seen.get(workspace_id) ?? new Set<bigint>();
    if (BigInt(known.size) === BigInt(count)) continue;
    const rows = await ask<{ index: string; stream: string; revision: string }>(
      'select index, stream, revision from ledger.leaf where workspace_id = $1 order by index',
      [workspace_id],
    );
    for (const { index, stream, revision } of rows)
      if (!known.has(BigInt(index))) findings.add('leaf_without_event', `${stream} ${revision}`);
  }
}
