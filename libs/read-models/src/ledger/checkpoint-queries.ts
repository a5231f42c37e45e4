import {
  addSignatures,
  openNote,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  timeOf,
  type Checkpoint,
} from '#ledger';
import type { Reader } from '../page/reader.js';
import type { Ask } from './stored-tree.js';

/** A signed checkpoint of the workspace's log, with the lines of its witnesses. */
export interface StoredCheckpoint {
  readonly size: bigint;
  readonly note: string;
  /** The witnesses, each by name and key id: anybody may call a key by a name that is another's. */
  readonly witnesses: readonly string[];
}

export function askOf({ manager }: Reader): Ask {
  return <Row>(sql: string, parameters: unknown[]) => manager.query<Row[]>(sql, parameters);
}

/** The newest checkpoint, or the newest of that size; undefined when there is none. */
export async function findCheckpoint(reader: Reader, size?: bigint): Promise<StoredCheckpoint | undefined> {
  const ask = askOf(reader);
  const [row] = await ask<{ size: string; note: string }>(
    `select size, note from ledger.checkpoint where workspace_id = $1 and ($2::bigint is null or size = $2)
     order by number desc limit 1`,
    [reader.workspaceId, size === undefined ? null : String(size)],
  );
  if (row === undefined) return undefined;
  const lines = await ask<{ witness: string; line: string }>(
    'select witness, line from ledger.cosignature where workspace_id = $1 and size = $2 order by witness',
    [reader.workspaceId, row.size],
  );
  return {
    size: BigInt(row.size),
    note: row.note + lines.map(({ line }) => `${line}\n`).join(''),
    witnesses: lines.map(({ witness }) => witness),
  };
}

/** The keys that have signed the workspace's log, the newest last, with the size from which each did. */
export async function ledgerPublicKeys(reader: Reader): Promise<readonly { key: string; sinceSize: string }[]> {
  return askOf(reader)(
    `select key, since_size as "sinceSize" from ledger.public_key where workspace_id = $1 order by since_size, added_at`,
    [reader.workspaceId],
  );
}

/** The cosignature cannot be kept. */
export class BadCosignature extends Error {
  override readonly name = 'BadCosignature';
}

/**
 * Keeps a witness's cosignature of a checkpoint that we signed. Whether the witness is believed is for the policy of whoever reads it.
 * @param note the checkpoint with the witness's line
 * @param key the witness's public key
 * @throws BadCosignature
 */
export async function addCosignature(
  reader: Reader,
  { note, key }: { readonly note: string; readonly key: string },
): Promise<{ readonly size: bigint; readonly witness: string; readonly at: bigint }> {
  const { checkpoint, line, witness, at } = cosigned(note, key);
  const ours = await findCheckpoint(reader, checkpoint.size);
  if (ours === undefined || parseNote(ours.note).text !== parseNote(note).text)
    throw new BadCosignature('this is not a checkpoint of ours');
  await askOf(reader)(
    `insert into ledger.cosignature (workspace_id, size, witness, line) values ($1, $2, $3, $4) on conflict do nothing`,
    [reader.workspaceId, String(checkpoint.size), witness, line],
  );
  return { size: checkpoint.size, witness, at };
}

function cosigned(note: string, key: string): { checkpoint: Checkpoint; line: string; witness: string; at: bigint } {
  try {
    const verifier = parseVerifierKey(key);
    const opened = openNote(note, [verifier]);
    const at = timeOf(opened.signatures[0]!.signature);
    if (verifier.kind !== 'cosignature' || at === undefined)
      throw new BadCosignature('the key is not that of a witness');
    const { keyId, signature, name } = opened.signatures[0]!;
    // Written anew from what was verified: nothing else of the note is kept.
    const fresh = addSignatures(note, [{ name, keyId, sign: () => signature }]);
    const line = fresh.trimEnd().split('\n').at(-1)!;
    return { checkpoint: parseCheckpoint(opened.text), line, witness: verifier.text.split('+', 2).join('+'), at };
  } catch (error) {
    if (error instanceof BadCosignature) throw error;
    throw new BadCosignature(`the cosignature cannot be used: ${(error as Error).message}`, { cause: error });
  }
}
