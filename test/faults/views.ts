import type { Pool } from 'pg';
import type { StoredEvent } from '#event-store';
import { digestOfRows, digestOfTable, foldFromZero, views } from '#read-models';
import type { Violation } from './checker.js';

/** I5: every view equals the fold of the log, row by row. The projector must have come to the end of the log, and nothing may be written. */
export async function checkViews(events: readonly StoredEvent[], pool: Pool): Promise<Violation[]> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read');
    const violations: Violation[] = [];
    for (const view of views) {
      const folded = foldFromZero(view, events);
      if ((await digestOfTable(view, client)) !== digestOfRows(view, folded))
        violations.push({
          invariant: 'I5',
          stream: view.name,
          what: `the view differs from its ${folded.length} rows`,
        });
    }
    await client.query('rollback');
    return violations;
  } finally {
    client.release();
  }
}
