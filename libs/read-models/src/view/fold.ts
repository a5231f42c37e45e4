import type { StoredEvent } from '#event-store';
import type { Kept, View } from './view.js';

/** Groups of rows, by `groupKey`. */
export type Groups<Row> = Map<string, readonly Kept<Row>[]>;

/** The name of a group, or of a row, inside one table. */
export function keyText(values: readonly unknown[]): string {
  // Most keys are one id, and this is asked many times for every event.
  return values.length === 1 ? String(values[0]) : JSON.stringify(values);
}

/**
 * Folds events, in the order of the log, into groups that hold all rows they may touch. Events that a group has already seen are
 * ignored.
 */
export function foldInto<Row extends object>(
  view: View<Row>,
  groups: Groups<Row>,
  events: Iterable<StoredEvent>,
): void {
  for (const stored of events) {
    const group = view.groupOf(stored);
    if (group === undefined) continue;
    const key = keyText(group);
    const rows = groups.get(key) ?? [];
    const revision = Number(stored.revision);
    if (rows.some((row) => row.revision >= revision)) continue;
    const place = {
      workspaceId: stored.metadata.workspaceId,
      contactId: stored.metadata.contactId ?? null,
      revision,
      position: String(stored.position),
    };
    groups.set(
      key,
      view
        .evolve(rows, stored)
        .map((row) => (rows.includes(row as Kept<Row>) ? (row as Kept<Row>) : { ...row, ...place })),
    );
  }
}

/** Blanks the personal values of the named contacts, as their erasure demands. */
export function blank<Row extends object>(view: View<Row>, row: Kept<Row>): Kept<Row> {
  return { ...row, ...Object.fromEntries(view.table.personal.map((column) => [column, null])) };
}

/**
 * All rows of a view after these events, from nothing: what the live view must equal, and what it was at a past position. Contacts
 * erased within the events are blanked; `alsoErased` names those who were erased later (today's erasures apply to the past).
 */
export function foldFromZero<Row extends object>(
  view: View<Row>,
  events: Iterable<StoredEvent>,
  alsoErased: Iterable<string> = [],
): Kept<Row>[] {
  const groups: Groups<Row> = new Map();
  // Contact ids are random: they need no workspace beside them.
  const erased = new Set(alsoErased);
  for (const stored of events) {
    foldInto(view, groups, [stored]);
    const { contactId } = stored.metadata;
    if (stored.event.type === 'ContactErased' && contactId !== undefined) erased.add(contactId);
  }
  return [...groups.values()]
    .flat()
    .map((row) => (row.contactId !== null && erased.has(row.contactId) ? blank(view, row) : row));
}
