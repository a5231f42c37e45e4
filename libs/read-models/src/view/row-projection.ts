import type { StoredEvent } from '#event-store';
import type { Projection } from '../projector/projection.js';
import { foldInto, keyText } from './fold.js';
import { RowStorage } from './row-storage.js';
import type { Kept, View } from './view.js';

/**
 * A view as a projection: loads the rows a batch touches, folds in memory in the order of the log, writes what changed.
 * `table` is another name for the table where a view is rebuilt beside the live one; there, in `bulk`, rows that are new are copied in,
 * which only whoever applies every event exactly once may do.
 */
export function rowProjection<Row extends object>(
  view: View<Row>,
  { table = view.table.name, bulk = false }: { readonly table?: string; readonly bulk?: boolean } = {},
): Projection {
  const storage = new RowStorage(view.table, table);
  return {
    name: view.name,
    version: view.version,
    async apply(events, tx) {
      const groups = groupsOf(view, events);
      if (groups.length === 0) return;
      const before = view.appends === true ? new Map<string, readonly Kept<Row>[]>() : await storage.load(groups, tx);
      const after = new Map(before);
      foldInto(view, after, events);
      const { put, gone } = changes(view, [...before.values()].flat(), [...after.values()].flat());
      await storage.remove(gone, tx);
      if (!bulk) return storage.put(put, tx);
      const known = new Set([...before.values()].flat().map((row) => rowKey(view, row)));
      const isNew = (row: Kept<Row>) => !known.has(rowKey(view, row));
      await storage.add(put.filter(isNew), tx);
      await storage.put(known.size === 0 ? [] : put.filter((row) => !isNew(row)), tx);
    },
    erase: (contacts, tx) => storage.blank(contacts, tx),
  };
}

function groupsOf<Row extends object>(view: View<Row>, events: readonly StoredEvent[]): (readonly string[])[] {
  const groups = new Map<string, readonly string[]>();
  for (const stored of events) {
    const group = view.groupOf(stored);
    if (group !== undefined) groups.set(keyText(group), group);
  }
  return [...groups.values()];
}

/** A row given back as it was stands in both lists as the same object. */
function changes<Row extends object>(view: View<Row>, before: readonly Kept<Row>[], after: readonly Kept<Row>[]) {
  const known = new Set(before);
  const keys = new Set(after.map((row) => rowKey(view, row)));
  return {
    put: after.filter((row) => !known.has(row)),
    gone: before.filter((row) => !keys.has(rowKey(view, row))),
  };
}

function rowKey<Row extends object>(view: View<Row>, row: Kept<Row>): string {
  return keyText(view.table.key.map((column) => row[column]));
}
