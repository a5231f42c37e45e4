import type { StoredEvent } from '#event-store';
import type { Projection } from '../projector/projection.js';
import { byGroup, foldGroup, keyText, type GroupEvents } from './fold.js';
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
      if (view.appends === true) {
        const rows = made(view, events);
        return bulk ? storage.add(rows, tx) : storage.put(rows, tx);
      }
      const groups = byGroup(view, events);
      if (groups.size === 0) return;
      const before = await storage.load(earlier(groups, events), tx);
      const changes = new Changes<Row>();
      for (const [key, group] of groups) {
        const known = before.get(key) ?? [];
        changes.between(view, known, foldGroup(view, known, group.events));
      }
      await storage.remove(changes.gone, tx);
      if (!bulk) return storage.put([...changes.added, ...changes.changed], tx);
      await storage.add(changes.added, tx);
      await storage.put(changes.changed, tx);
    },
    erase: (contacts, tx) => storage.blank(contacts, tx),
  };
}

/** The groups that may have rows already: a group is folded from one stream, so where that begins in this batch there are none. */
function earlier(groups: ReadonlyMap<string, GroupEvents>, events: readonly StoredEvent[]): (readonly string[])[] {
  const begun = new Set<string>();
  for (const { revision, stream } of events) if (revision === 0n) begun.add(stream);
  return [...groups.values()].flatMap(({ group, events: [first] }) => (begun.has(first!.stream) ? [] : [group]));
}

/** The rows of events that each make their own. */
function made<Row extends object>(view: View<Row>, events: readonly StoredEvent[]): Kept<Row>[] {
  const rows: Kept<Row>[] = [];
  for (const stored of events) if (view.groupOf(stored) !== undefined) rows.push(...foldGroup(view, [], [stored]));
  return rows;
}

/** What is to be written. A row given back as it was is the same object before and after. */
class Changes<Row extends object> {
  readonly added: Kept<Row>[] = [];
  readonly changed: Kept<Row>[] = [];
  readonly gone: Kept<Row>[] = [];

  /** Adds what became of one group. */
  between(view: View<Row>, before: readonly Kept<Row>[], after: readonly Kept<Row>[]): void {
    if (before.length === 0) {
      for (const row of after) this.added.push(row);
      return;
    }
    const known = new Set(before.map((row) => rowKey(view, row)));
    for (const row of after) {
      const was = known.delete(rowKey(view, row));
      if (!before.includes(row)) (was ? this.changed : this.added).push(row);
    }
    for (const row of before) if (known.has(rowKey(view, row))) this.gone.push(row);
  }
}

function rowKey<Row extends object>(view: View<Row>, row: Kept<Row>): string {
  return keyText(view.table.key.map((column) => row[column]));
}
