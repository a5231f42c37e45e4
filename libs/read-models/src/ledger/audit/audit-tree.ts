import { Frontier, NoteError, hashLeaf, openNote, parseCheckpoint, readLeaf, type Leaf } from '#ledger';
import type { Ask } from '../stored-tree.js';
import type { Findings } from './findings.js';

/** A leaf as it is stored. */
interface Row {
  readonly index: string;
  readonly stream: string;
  readonly revision: string;
  readonly entry: number;
  readonly event_id: string;
  readonly at: string;
  readonly leaf: Buffer;
  readonly hash: Buffer;
}

/** The public keys that the auditor believes for a workspace's log. */
export type KeysOf = (workspaceId: string) => Promise<readonly string[]>;

const page = 2_000;

/**
 * Walks the leaves of a workspace: each in its place, with its own hash and columns, every stream's entries without a gap; and holds the
 * tree that they make against the stored one and against every checkpoint.
 * @returns how many leaves there are
 */
export async function auditTree(ask: Ask, workspaceId: string, keysOf: KeysOf, findings: Findings): Promise<bigint> {
  const checkpoints = await checkpointsOf(ask, workspaceId, await keysOf(workspaceId), findings);
  const subtrees = await subtreesOf(ask, workspaceId);
  const entries = new Map<string, number>();
  const frontier = Frontier.at(0n);
  const reach = (size: bigint) => {
    for (const { number, root } of checkpoints.get(size) ?? [])
      if (!frontier.root().equals(root)) findings.add('checkpoint_differs', `${workspaceId} checkpoint ${number}`);
    checkpoints.delete(size);
  };
  for (let from = 0n; ; from = frontier.size) {
    const rows = await leavesFrom(ask, workspaceId, from);
    for (const row of rows) {
      const place = `${workspaceId} leaf ${row.index}`;
      if (BigInt(row.index) !== frontier.size) findings.add('leaf_missing', `${workspaceId} leaf ${frontier.size}`);
      if (!hashLeaf(row.leaf).equals(row.hash) || !says(row, workspaceId)) findings.add('leaf_changed', place);
      const before = entries.get(row.stream) ?? 0;
      if (row.entry !== before + 1) findings.add('entry_gap', `${row.stream} entry ${before + 1}`);
      entries.set(row.stream, row.entry);
      frontier.append(row.hash, (level, index, hash) => {
        if (level === 0 || level % 8 !== 0) return;
        const stored = subtrees.get(`${level} ${index}`);
        subtrees.delete(`${level} ${index}`);
        if (stored === undefined ? frontier.size < maxOf(checkpoints) : !stored.equals(hash))
          findings.add('tree_differs', `${workspaceId} subtree ${level}/${index}`);
      });
      reach(frontier.size);
    }
    if (rows.length < page) break;
  }
  for (const [size, [first]] of checkpoints)
    findings.add('checkpoint_larger', `${workspaceId} checkpoint ${first!.number} of ${size} leaves`);
  for (const name of subtrees.keys()) findings.add('tree_differs', `${workspaceId} subtree ${name.replace(' ', '/')}`);
  return frontier.size;
}

/** Whether the columns say what the leaf does. */
function says(row: Row, workspaceId: string): boolean {
  let leaf: Leaf;
  try {
    leaf = readLeaf(row.leaf);
  } catch {
    return false;
  }
  return (
    leaf.workspace === workspaceId &&
    leaf.stream === row.stream &&
    leaf.rev === row.revision &&
    leaf.entry === String(row.entry) &&
    leaf.eventId === row.event_id &&
    leaf.at === row.at
  );
}

async function checkpointsOf(ask: Ask, workspaceId: string, keys: readonly string[], findings: Findings) {
  const rows = await ask<{ number: string; size: string; note: string }>(
    'select number, size, note from ledger.checkpoint where workspace_id = $1 order by number',
    [workspaceId],
  );
  const bySize = new Map<bigint, { readonly number: string; readonly root: Buffer }[]>();
  let [expected, largest] = [1n, 0n];
  for (const { number, size, note } of rows) {
    const place = `${workspaceId} checkpoint ${number}`;
    if (BigInt(number) !== expected) findings.add('checkpoint_forged', `${workspaceId} checkpoint ${expected}`);
    expected = BigInt(number) + 1n;
    try {
      const checkpoint = parseCheckpoint(openNote(note, keys).text);
      if (
        !checkpoint.origin.endsWith(`/${workspaceId}`) ||
        String(checkpoint.size) !== size ||
        checkpoint.size < largest
      )
        findings.add('checkpoint_forged', place);
      largest = checkpoint.size;
      bySize.set(checkpoint.size, [...(bySize.get(checkpoint.size) ?? []), { number, root: checkpoint.root }]);
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
      findings.add('checkpoint_forged', place);
    }
  }
  return bySize;
}

async function subtreesOf(ask: Ask, workspaceId: string): Promise<Map<string, Buffer>> {
  const rows = await ask<{ level: number; index: string; hash: Buffer }>(
    'select level, index, hash from ledger.subtree where workspace_id = $1',
    [workspaceId],
  );
  return new Map(rows.map(({ level, index, hash }) => [`${level} ${index}`, hash]));
}

function leavesFrom(ask: Ask, workspaceId: string, from: bigint): Promise<Row[]> {
  return ask<Row>(
    `select index, stream, revision, entry, event_id, leaf, hash,
            to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
     from ledger.leaf where workspace_id = $1 and index >= $2 order by index limit ${page}`,
    [workspaceId, String(from)],
  );
}

function maxOf(checkpoints: ReadonlyMap<bigint, unknown>): bigint {
  return [...checkpoints.keys()].reduce((largest, size) => (size > largest ? size : largest), 0n);
}
