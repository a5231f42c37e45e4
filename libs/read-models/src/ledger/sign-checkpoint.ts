import {
  Frontier,
  checkExtends,
  coveringNodes,
  formatCheckpoint,
  hashLeaf,
  openNote,
  parseCheckpoint,
  proveConsistency,
  signNote,
  type Checkpoint,
} from '#ledger';
import type { PoolClient } from 'pg';
import { transaction } from '../projector/commit-batch.js';
import type { HeldCheckpoints } from './held-checkpoints.js';
import type { LedgerKeys } from './ledger-keys.js';
import { sizes } from './sequence.js';
import { storedTree, type Ask } from './stored-tree.js';

/** What is stored is not what was signed before: nothing is signed for this workspace until somebody has looked. */
export class LedgerForked extends Error {
  override readonly name = 'LedgerForked';
}

export interface SigningParts {
  readonly client: PoolClient;
  readonly keys: LedgerKeys;
  readonly held: HeldCheckpoints;
}

interface Signed {
  readonly number: bigint;
  readonly checkpoint: Checkpoint;
}

const page = 2_048;

/**
 * Grows the stored tree by the leaves that were sequenced since, and signs it, unless nothing is new and `anyway` is not said. What was
 * signed last, by the database and by the signer's own memory, must be contained in it. The signer remembers before anybody sees it.
 *
 * @returns the size that was signed; undefined when there was nothing to sign
 * @throws LedgerForked
 */
export function signCheckpoint(parts: SigningParts, workspaceId: string, anyway = false): Promise<bigint | undefined> {
  const { client, keys, held } = parts;
  return transaction(client, async () => {
    const ask: Ask = async <Row>(sql: string, parameters: unknown[]) =>
      (await client.query(sql, parameters)).rows as Row[];
    const last = await lastSigned(ask, keys, workspaceId);
    const size = (await sizes(client, [workspaceId])).get(workspaceId) ?? 0n;
    if (size === 0n || (size === last?.checkpoint.size && !anyway)) return undefined;
    const root = await grow(parts, ask, workspaceId, last?.checkpoint, size);
    const next: Checkpoint = { origin: keys.originOf(workspaceId), size, root };
    for (const before of [last?.checkpoint, await heldBy(held, keys, workspaceId)])
      if (before !== undefined) await mustExtend(before, next, ask, workspaceId);
    const note = signNote(formatCheckpoint(next), keys.signersOf(workspaceId));
    await held.keep(workspaceId, note);
    await client.query('insert into ledger.checkpoint (workspace_id, number, size, note) values ($1, $2, $3, $4)', [
      workspaceId,
      String((last?.number ?? 0n) + 1n),
      String(size),
      note,
    ]);
    await client.query(
      `insert into ledger.public_key (workspace_id, key, since_size) select $1, unnest($2::text[]), $3 on conflict do nothing`,
      [workspaceId, [...keys.verifiersOf(workspaceId)].reverse(), String(size)],
    );
    return size;
  });
}

async function lastSigned(ask: Ask, keys: LedgerKeys, workspaceId: string): Promise<Signed | undefined> {
  const [row] = await ask<{ number: string; note: string }>(
    'select number, note from ledger.checkpoint where workspace_id = $1 order by number desc limit 1',
    [workspaceId],
  );
  return row && { number: BigInt(row.number), checkpoint: opened(row.note, keys, workspaceId) };
}

async function heldBy(held: HeldCheckpoints, keys: LedgerKeys, workspaceId: string): Promise<Checkpoint | undefined> {
  const note = await held.read(workspaceId);
  return note === undefined ? undefined : opened(note, keys, workspaceId);
}

function opened(note: string, keys: LedgerKeys, workspaceId: string): Checkpoint {
  try {
    const checkpoint = parseCheckpoint(openNote(note, keys.verifiersOf(workspaceId)).text);
    if (checkpoint.origin === keys.originOf(workspaceId)) return checkpoint;
  } catch (error) {
    throw new LedgerForked(`the last checkpoint of ${workspaceId} was not signed by our key`, { cause: error });
  }
  throw new LedgerForked(`the last checkpoint of ${workspaceId} is that of another log`);
}

/** Adds the leaves beyond the last signed size to the tree. @returns its root */
async function grow(
  { client }: SigningParts,
  ask: Ask,
  workspaceId: string,
  last: Checkpoint | undefined,
  size: bigint,
): Promise<Buffer> {
  const from = last?.size ?? 0n;
  if (size < from)
    throw new LedgerForked(`${workspaceId} has ${size} leaves, and ${from} were signed: a tail was cut off`);
  const frontier = Frontier.at(from, [...(await storedTree(ask, workspaceId, from).read(coveringNodes(0n, from)))]);
  if (last !== undefined && !frontier.root().equals(last.root))
    throw new LedgerForked(`the stored tree of ${workspaceId} is not the one of ${from} leaves that was signed`);
  while (frontier.size < size) {
    const subtrees: { level: number; index: bigint; hash: Buffer }[] = [];
    const leaves = await ask<{ leaf: Buffer; hash: Buffer }>(
      'select leaf, hash from ledger.leaf where workspace_id = $1 and index >= $2 order by index limit $3',
      [workspaceId, String(frontier.size), Number(size - frontier.size < page ? size - frontier.size : page)],
    );
    if (leaves.length === 0) throw new LedgerForked(`${workspaceId} has no leaf ${frontier.size}`);
    for (const { leaf, hash } of leaves) {
      if (!hashLeaf(leaf).equals(hash)) throw new LedgerForked(`leaf ${frontier.size} of ${workspaceId} was changed`);
      frontier.append(hash, (level, index, root) => {
        if (level > 0 && level % 8 === 0) subtrees.push({ level, index, hash: root });
      });
    }
    if (subtrees.length > 0)
      await client.query(
        `insert into ledger.subtree (workspace_id, level, index, hash)
         select $1, * from unnest($2::smallint[], $3::bigint[], $4::bytea[])`,
        [
          workspaceId,
          subtrees.map(({ level }) => level),
          subtrees.map(({ index }) => String(index)),
          subtrees.map(({ hash }) => hash),
        ],
      );
  }
  return frontier.root();
}

async function mustExtend(before: Checkpoint, next: Checkpoint, ask: Ask, workspaceId: string): Promise<void> {
  if (before.size > next.size)
    throw new LedgerForked(
      `${workspaceId} has ${next.size} leaves, and ${before.size} were signed: a tail was cut off`,
    );
  try {
    checkExtends(before, next, await proveConsistency(storedTree(ask, workspaceId, next.size), before.size, next.size));
  } catch (error) {
    throw new LedgerForked(`the tree of ${workspaceId} does not contain what was signed at ${before.size}`, {
      cause: error,
    });
  }
}
