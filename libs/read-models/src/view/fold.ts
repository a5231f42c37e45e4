import type { StoredEvent } from '#event-store';
import type { Placed } from './table.js';
import type { Kept, View } from './view.js';

/** Groups of rows, by `groupKey`. */
export type Groups<Row> = Map<string, readonly Kept<Row>[]>;

/** The name of a group, or of a row, inside one table. */
export function keyText(values: readonly unknown[]): string {
  // Most keys are one id, and this is asked many times for every event.
  return values.length === 1 ? String(values[0]) : JSON.stringify(values);
}

/** The events that concern each group, in their order, by the group's key. */
export function byGroup<Row extends object>(view: View<Row>, events: Iterable<StoredEvent>): Map<string, GroupEvents> {
  const groups = new Map<string, { readonly group: readonly string[]; readonly events: StoredEvent[] }>();
  for (const stored of events) {
    const group = view.groupOf(stored);
    if (group === undefined) continue;
    const key = keyText(group);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { group, events: [stored] });
    else known.events.push(stored);
  }
  return groups;
}

export interface GroupEvents {
  /** The values of the group's columns. */
  readonly group: readonly string[];
  readonly events: readonly StoredEvent[];
}

/**
 * The rows of one group after these events, which are in the order of the log; those that none of them touched are the same objects as
 * before. Events that the group has already seen are ignored.
 */
export function foldGroup<Row extends object>(
  view: View<Row>,
  before: readonly Kept<Row>[],
  events: readonly StoredEvent[],
): readonly Kept<Row>[] {
  let rows = before;
  for (const stored of events) {
    const revision = Number(stored.revision);
    if (rows.some((row) => row.revision >= revision)) continue;
    const known = rows;
    rows = view.evolve(known, stored).map((row) => {
      const kept = row as Kept<Row>;
      return known.includes(kept) ? kept : placed(kept, stored, revision);
    });
  }
  return rows;
}

/** Says in a row that an event just made what it was made from: in place, since nobody else has it yet. */
function placed<Row extends object>(row: Kept<Row>, stored: StoredEvent, revision: number): Kept<Row> {
  const place = row as { -readonly [Name in keyof Placed]: Placed[Name] };
  place.workspaceId = stored.metadata.workspaceId;
  place.contactId = stored.metadata.contactId ?? null;
  place.revision = revision;
  place.position = String(stored.position);
  return row;
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
  const rows: Kept<Row>[] = [];
  // Contact ids are random: they need no workspace beside them.
  const erased = new Set(alsoErased);
  const all = [...events];
  for (const { event, metadata } of all)
    if (event.type === 'ContactErased' && metadata.contactId !== undefined) erased.add(metadata.contactId);
  for (const group of byGroup(view, all).values()) rows.push(...foldGroup(view, [], group.events));
  return rows.map((row) => (row.contactId !== null && erased.has(row.contactId) ? blank(view, row) : row));
}
