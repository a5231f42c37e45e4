import type { ExportFilter } from '#domain';
import { commitmentsOf, openingOf, readLeaf, type EntryRow, type Json, type Opening } from '#ledger';
import type { SaltedOpener } from '#personal-data';
import type { SealedPlace } from '../ledger/leaf-of-event.js';
import { matches, showsAll } from './matches.js';

/** A leaf as it is stored. */
export interface StoredLeaf {
  readonly index: string;
  readonly event_id: string;
  readonly leaf: Buffer;
  readonly hash: Buffer;
  readonly sealed: readonly SealedPlace[] | null;
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
 */
export async function openRows(
  leaves: readonly StoredLeaf[],
  filter: ExportFilter,
  workspaceId: string,
  opener: SaltedOpener,
  gone: ReadonlySet<string>,
): Promise<Opened> {
  const all = showsAll(filter);
  const shown = leaves.map(
    ({ leaf }) => all || matches(filter, JSON.parse(leaf.toString('utf8')) as Parameters<typeof matches>[1]),
  );
  const fields = leaves.flatMap((row, i) => (shown[i] ? fieldsOf(row, workspaceId) : []));
  const wanted = fields.filter(({ subject }) => !gone.has(subject));
  const opened = new Map(
    (await opener.openAll(wanted)).map((each, i) => [`${wanted[i]!.eventId} ${wanted[i]!.path}`, each]),
  );
  const open = leaves.map((): Record<string, Opening> => ({}));
  const erased = new Set<string>();
  const rowOf = new Map(leaves.map(({ event_id }, i) => [event_id, i]));
  for (const { eventId, path, subject } of fields) {
    const found = opened.get(`${eventId} ${path}`);
    if (found === undefined) {
      if (!subject.startsWith('contact:')) throw new Unexplained(`the key of ${subject} is gone`);
      erased.add(subject.slice('contact:'.length));
    }
    open[rowOf.get(eventId)!]![path] = found ? openingOf(found.value as Json, found.salt) : { erased: true };
  }
  const rows = leaves.map(({ leaf, hash }, i): EntryRow => (shown[i] ? { leaf, open: open[i]! } : { hash }));
  return { rows, erased };
}

function fieldsOf({ leaf, sealed, event_id: eventId }: StoredLeaf, workspaceId: string) {
  if (sealed === null) return [];
  const commits = new Map(commitmentsOf(readLeaf(leaf)).map(({ path, commit }) => [path, commit]));
  return sealed.map(({ path, field, subject, box }) => {
    // Held against what the leaf commits to, not against what the envelope says of itself.
    const commit = Buffer.from(commits.get(path) ?? '', 'base64').toString('hex');
    return { workspaceId, subject, eventId, field, path, sealed: { sealed: '1' as const, subject, commit, box } };
  });
}
