import { setImmediate as turn } from 'node:timers/promises';
import type { StoredEvent } from '#event-store';
import { hashLeaf } from '#ledger';
import type { ClientBase } from 'pg';
import { CheckpointMoved } from '../projector/checkpoint.js';
import { BinaryColumn } from './binary-column.js';
import { isLeafEvent, leafOfEvent, type EventLeaf } from './leaf-of-event.js';

/** How many leaves a workspace gained. */
export type Grown = ReadonlyMap<string, number>;

/** Leaves that are made at a stretch, a fifth of a millisecond: then whatever else the process has to do has its turn. */
const stretch = 16;

/**
 * Gives the events of a batch that belong into the ledger their places, in the order of the log: leaves only, the tree comes after. The
 * events are closed and as they were stored. Leaves and position are written by one statement, whose compare-and-set of the position
 * says that nobody else has added a leaf since: that is why the sizes of the workspaces may be remembered.
 *
 * @param known how many leaves each workspace had when the position was `from`, as far as it was asked for; brought up to date
 * @throws LeafError, CheckpointMoved (another sequencer was first), DatabaseError
 */
export async function sequence(
  client: ClientBase,
  from: bigint,
  to: bigint,
  events: readonly StoredEvent[],
  known: Map<string, bigint>,
): Promise<Grown> {
  const leafEvents = events.filter(({ stream, event }) => isLeafEvent(stream, event.type));
  const asked = new Set(leafEvents.map(({ metadata }) => metadata.workspaceId).filter((id) => !known.has(id)));
  if (asked.size > 0) for (const [id, size] of await sizes(client, [...asked])) known.set(id, size);
  const grown = new Map<string, number>();
  const rows = new Rows();
  for (const stored of leafEvents) {
    const { workspaceId } = stored.metadata;
    const before = grown.get(workspaceId) ?? 0;
    rows.add(stored, leafOfEvent(stored)!, known.get(workspaceId)! + BigInt(before));
    grown.set(workspaceId, before + 1);
    if (rows.count % stretch === 0) await turn();
  }
  await write(client, from, to, rows);
  for (const [id, count] of grown) known.set(id, known.get(id)! + BigInt(count));
  return grown;
}

async function write(client: ClientBase, from: bigint, to: bigint, rows: Rows): Promise<void> {
  const move = 'update ledger.sequencer set position = $2 where position = $1';
  const places = [String(from), String(to)];
  if (rows.count === 0) {
    const { rowCount } = await client.query(move, places);
    if (rowCount !== 1) throw new CheckpointMoved(from);
    return;
  }
  const { rowCount } = await client.query({
    name: 'ledger-sequence',
    text: `with moved as (${move} returning 1)
           insert into ledger.leaf (workspace_id, index, stream, revision, entry, event_id, at, leaf, hash, sealed)
           select w::uuid, i, s, r, e::integer, v, t::timestamptz, l, h, b::json
           from moved, unnest($3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[], $8::text[], $9::text[],
                              $10::bytea[], $11::bytea[], $12::text[]) as leaf (w, i, s, r, e, v, t, l, h, b)`,
    values: [...places, ...rows.parameters()],
  });
  if (rowCount !== rows.count) throw new CheckpointMoved(from);
}

/** The rows of one statement, column by column. */
class Rows {
  count = 0;
  private readonly workspace = new BinaryColumn('text');
  private readonly index = new BinaryColumn('int8');
  private readonly stream = new BinaryColumn('text');
  private readonly revision = new BinaryColumn('int8');
  private readonly entry = new BinaryColumn('int8');
  private readonly eventId = new BinaryColumn('text');
  private readonly at = new BinaryColumn('text');
  private readonly leaf = new BinaryColumn('bytes');
  private readonly hash = new BinaryColumn('bytes');
  private readonly sealed = new BinaryColumn('text');

  add(stored: StoredEvent, { leaf, entry, sealed }: EventLeaf, index: bigint): void {
    this.count += 1;
    this.workspace.text(stored.metadata.workspaceId);
    this.index.int8(index);
    this.stream.text(stored.stream);
    this.revision.int8(stored.revision);
    this.entry.int8(entry);
    this.eventId.text(stored.eventId);
    this.at.text(stored.event.at);
    this.leaf.bytes(leaf);
    this.hash.bytes(hashLeaf(leaf));
    if (sealed.length === 0) this.sealed.null();
    else this.sealed.text(JSON.stringify(sealed));
  }

  parameters(): Buffer[] {
    const { workspace, index, stream, revision, entry, eventId, at, leaf, hash, sealed } = this;
    return [workspace, index, stream, revision, entry, eventId, at, leaf, hash, sealed].map((column) =>
      column.finish(),
    );
  }
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
