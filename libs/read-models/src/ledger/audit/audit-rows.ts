import type { StoredEvent } from '#event-store';
import { auditLog } from '../../audit-log/audit-log-view.js';
import { handoffs } from '../../handoffs/handoffs-view.js';
import { canonicalRow } from '../../view/digest.js';
import { foldFromZero, keyText } from '../../view/fold.js';
import { selectList } from '../../view/table.js';
import type { Kept, View } from '../../view/view.js';
import type { Ask } from '../stored-tree.js';
import type { Findings } from './findings.js';

/** The views that auditors read. */
const audited = [handoffs, auditLog] as unknown as readonly View[];
export const auditedViews: readonly string[] = audited.map(({ name }) => name);

/**
 * Holds what auditors read against the log: every row as the events make it, none missing, none invented.
 * @param events opened, in today's shape, up to where the views are
 * @returns how many rows there are
 */
export async function auditRows(ask: Ask, events: readonly StoredEvent[], findings: Findings): Promise<number> {
  let count = 0;
  for (const view of audited) {
    const expected = new Map(foldFromZero(view, events).map((row) => [keyOf(view, row), canonicalRow(view, row)]));
    const rows = await ask<Kept<object>>(`select ${selectList(view.table, 't')} from views.${view.table.name} t`, []);
    count += rows.length;
    for (const row of rows) {
      const key = keyOf(view, row);
      const place = `${view.name} ${key}`;
      const wanted = expected.get(key);
      expected.delete(key);
      if (wanted === undefined) findings.add('row_invented', place);
      else if (wanted !== canonicalRow(view, row)) findings.add('row_changed', place);
    }
    for (const key of expected.keys()) findings.add('row_missing', `${view.name} ${key}`);
  }
  return count;
}

function keyOf(view: View, row: object): string {
  const values = row as Readonly<Record<string, unknown>>;
  return keyText(view.table.key.map((column) => values[column]));
}
