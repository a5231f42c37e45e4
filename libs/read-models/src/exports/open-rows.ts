import type { ExportFilter } from '#domain';
import { asLeaf, hashLeaf, openingOfText, type EntryRow, type Json, type Leaf, type Opening } from '#ledger';
import type { SaltedOpener } from '#personal-data/opening';
import type { SealedPlace } from '../ledger/leaf-of-event.js';
import type { StoredLeaf } from './export-leaves.js';
import { matches, showsAll } from './matches.js';

/** An envelope cannot be opened although nobody's erasure explains it. */
export class Unexplained extends Error {
  override readonly name = 'Unexplained';
}

export interface Opened {
  readonly rows: readonly EntryRow[];
  /** Contacts of whom something is shown as erased. */
  readonly erased: ReadonlySet<string>;
}

/** A leaf that an export shows, and what is behind its commitments; or one that it withholds. */
export type SortedLeaf =
  | { readonly leaf: string; readonly sealed: readonly SealedPlace[] }
  | { readonly leaf: string; readonly sealed: 'withheld' };

/** Sorts leaves by whether the filter shows them. */
export function sortedLeaves(leaves: readonly StoredLeaf[], filter: ExportFilter): SortedLeaf[] {
  const all = showsAll(filter);
  return leaves.map(({ leaf, sealed }) => {
    if (!all && !matches(filter, asLeaf(JSON.parse(leaf) as Json))) return { leaf, sealed: 'withheld' };
    return { leaf, sealed: sealed === null ? [] : (JSON.parse(sealed) as readonly SealedPlace[]) };
  });
}

/**
 * Rows as an export shows them: opened where the filter matches, as a hash where it does not.
 * @param gone subjects whose erasure is known: nobody is asked for their keys
 * @throws Unexplained, NotCommittedTo, KeyMissing, LeafError, InvalidJson
 */
export async function openRows(
  leaves: readonly SortedLeaf[],
  workspaceId: string,
  opener: SaltedOpener,
  gone: ReadonlySet<string>,
): Promise<Opened> {
  const fields: Field[] = [];
  const rows = leaves.map(({ leaf, sealed }): EntryRow => {
    if (sealed === 'withheld') return { hash: hashLeaf(Buffer.from(leaf)) };
    // Whether it is canonical JSON shows in its hash.
    const read = asLeaf(JSON.parse(leaf) as Json);
    const open: Record<string, Opening> = {};
    if (sealed.length > 0) addFields(read, sealed, workspaceId, open, fields);
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

function addFields(
  leaf: Leaf,
  sealed: readonly SealedPlace[],
  workspaceId: string,
  open: Record<string, Opening>,
  to: Field[],
): void {
  for (const { path, field, subject, box } of sealed) {
    // Held against what the leaf commits to: the envelope's own word is not asked for.
    to.push({ workspaceId, subject, eventId: leaf.eventId, field, path, open, box, commit: commitAt(leaf, path) });
  }
}

/** The commitment at a dotted path of a leaf; empty when there is none. */
function commitAt(leaf: Leaf, path: string): string {
  let holder: unknown = leaf;
  for (const key of path.split('.'))
    holder = typeof holder === 'object' && holder !== null ? (holder as Record<string, unknown>)[key] : undefined;
  const { commit } = (holder ?? {}) as { readonly commit?: unknown };
  return typeof commit === 'string' ? commit : '';
}
