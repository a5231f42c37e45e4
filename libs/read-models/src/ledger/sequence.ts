import type { StoredEvent } from '#event-store';
import { hashLeaf } from '#ledger';
import type { ClientBase } from 'pg';
import type { Projection } from '../projector/projection.js';
import { leafOfEvent, type EventLeaf } from './leaf-of-event.js';

/** How many leaves a workspace gained. */
export type Grown = ReadonlyMap<string, number>;

/**
 * Gives the events of a batch that belong into the ledger their places, in the order of the log: leaves only, the tree comes after. The
 * events are closed and as they were stored (`KeepSealed`, `asStored`).
 * @throws LeafError, DatabaseError (a place is taken: another sequencer was first)
 */
export async function sequence(events: readonly StoredEvent[], tx: ClientBase): Promise<Grown> {
  const leaves = events.flatMap((stored) => {
    const made = leafOfEvent(stored);
    return made === undefined ? [] : [{ stored, ...made }];
  });
  const grown = new Map<string, number>();
  if (leaves.length === 0) return grown;
  const next = await sizes(tx, [...new Set(leaves.map(({ stored }) => stored.metadata.workspaceId))]);
  const rows = leaves.map(({ stored, ...made }) => {
    const { workspaceId } = stored.metadata;
    const index = next.get(workspaceId)!;
    next.set(workspaceId, index + 1n);
    grown.set(workspaceId, (grown.get(workspaceId) ?? 0) + 1);
    return rowOf(stored, made, index);
  });
  await tx.query(
    `insert into ledger.leaf (workspace_id, index, stream, revision, entry, event_id, at, leaf, hash, sealed)
     select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::integer[], $6::text[], $7::timestamptz[],
                          $8::bytea[], $9::bytea[], $10::json[])`,
    Array.from({ length: 10 }, (_, column) => rows.map((row) => row[column])),
  );
  return grown;
}

function rowOf(stored: StoredEvent, { leaf, entry, sealed }: EventLeaf, index: bigint): readonly unknown[] {
  const { metadata, stream, revision, eventId, event } = stored;
  const boxes = sealed.length === 0 ? null : JSON.stringify(sealed);
  const place = [metadata.workspaceId, String(index), stream, String(revision), entry, eventId, event.at];
  return [...place, leaf, hashLeaf(leaf), boxes];
}

/** How many leaves each of the workspaces has. */
export async function sizes(tx: ClientBase, workspaceIds: readonly string[]): Promise<Map<string, bigint>> {
  const { rows } = await tx.query<{ workspace_id: string; size: string }>(
    `select w as workspace_id,
            coalesce((select index + 1 from ledger.leaf where workspace_id = w order by index desc limit 1), 0) as size
     from unnest($1::uuid[]) w`,
    [workspaceIds],
  );
  return new Map(rows.map(({ workspace_id, size }) => [workspace_id, BigInt(size)]));
}

/** The ledger as a projection. It is not among the views' projections: nothing is ever parked in it. */
export const ledgerProjection: Projection = {
  name: 'ledger',
  version: 1,
  async apply(events, tx) {
    await sequence(events, tx);
  },
};
