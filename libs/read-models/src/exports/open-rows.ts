import type { ExportFilter } from '#domain';
import {
  asLeaf,
  commitmentsOf,
  hashLeaf,
  openingOfText,
  type EntryRow,
  type Json,
  type Leaf,
  type Opening,
} from '#ledger';
import type { SaltedOpener } from '#personal-data';
import type { SealedPlace } from '../ledger/leaf-of-event.js';
import { matches, showsAll } from './matches.js';

/** A leaf as it is stored: canonical JSON, and the envelopes behind its commitments as JSON. */
export interface StoredLeaf {
  readonly leaf: string;
  readonly sealed: string | null;
}

/** An envelope cannot be opened although nobody's erasure explains it. */
export class Unexplained extends Error {
  override readonly name = 'Unexplained';
}

export interface Opened {
  readonly rows: readonly EntryRow[];
  /** Contacts of whom something is shown as erased. */
  readonly erased: ReadonlySet<string>;
}

/**
 * Rows as an export shows them: opened where the filter matches, as a hash where it does not.
 * @param gone contacts whose erasure is known: their keys are not asked for, since a memory may hold them for a minute longer
 * @throws Unexplained, UnopenableField, LeafError, InvalidJson
 */
export async function openRows(
  leaves: readonly StoredLeaf[],
  filter: ExportFilter,
  workspaceId: string,
  opener: SaltedOpener,
  gone: ReadonlySet<string>,
): Promise<Opened> {
  const all = showsAll(filter);
  const fields: Field[] = [];
  const rows = leaves.map(({ leaf, sealed }): EntryRow => {
    // Whether it is canonical JSON shows in its hash.
    const read = asLeaf(JSON.parse(leaf) as Json);
    if (!all && !matches(filter, read)) return { hash: hashLeaf(Buffer.from(leaf)) };
    const open: Record<string, Opening> = {};
    if (sealed !== null) addFields(read, sealed, workspaceId, open, fields);
    return { leaf, read, open };
  });
  const wanted = fields.filter(({ subject }) => !gone.has(subject));
  const opened = await opener.openAll(wanted);
  const erased = new Set<string>();
  let next = 0;
  for (const { path, subject, open } of fields) {
    const found = gone.has(subject) ? undefined : opened[next++];
    if (found === undefined) {
      if (!subject.startsWith('contact:')) throw new Unexplained(`the key of ${subject} is gone`);
      erased.add(subject.slice('contact:'.length));
    }
    open[path] = found === undefined ? { erased: true } : openingOfText(found.text, found.salt);
  }
  return { rows, erased };
}

type Field = Parameters<SaltedOpener['openAll']>[0][number] & {
  readonly path: string;
  /** Where the opening belongs. */
  readonly open: Record<string, Opening>;
};

function addFields(leaf: Leaf, sealed: string, workspaceId: string, open: Record<string, Opening>, to: Field[]): void {
  const commitments = commitmentsOf(leaf);
  for (const { path, field, subject, box } of JSON.parse(sealed) as readonly SealedPlace[]) {
    // Held against what the leaf commits to: the envelope's own word is not asked for.
    const commit = commitments.find((each) => each.path === path)?.commit ?? '';
    to.push({ workspaceId, subject, eventId: leaf.eventId, field, path, open, box, commit });
  }
}
