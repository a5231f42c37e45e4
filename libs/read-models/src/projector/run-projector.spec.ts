import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { histories } from '../../test/random-history.js';
import { afterErasure } from '../../test/story.js';
import { createViewsDatabase, type ViewsDatabase } from '../../test/database.js';
import { RecordedLog } from '../../test/recorded-log.js';
import { views, projections } from '../registry.js';
import { canonicalRow, digestOfRows, digestOfTable } from '../view/digest.js';
import { foldFromZero } from '../view/fold.js';
import { selectList } from '../view/table.js';
import type { View } from '../view/view.js';
import { runProjector } from './run-projector.js';

let database: ViewsDatabase;

beforeEach(async () => {
  database = await createViewsDatabase();
});

afterEach(() => database.drop());

/** Runs a projector until it has handed over everything the log holds, then stops it. */
async function catchUp(log: RecordedLog): Promise<void> {
  const stop = new AbortController();
  const faults: unknown[] = [];
  await runProjector({
    store: log,
    pool: database.pool,
    projections: projections,
    signal: stop.signal,
    onLag: ({ position, head }) => position === head && stop.abort(),
    onFault: (error) => {
      faults.push(error);
      stop.abort();
    },
  });
  expect(faults).toEqual([]);
}

async function rowsOf(view: View): Promise<unknown[]> {
  const { rows } = await database.pool.query<object>(
    `select ${selectList(view.table, 't')} from views.${view.table.name} t`,
  );
  return rows.map((row) => canonicalRow(view, row)).sort();
}

async function clear(): Promise<void> {
  for (const view of views) await database.pool.query(`delete from views.${view.table.name}`);
  await database.pool.query('delete from views.checkpoint');
}

describe('a projector', () => {
  it('builds, in batches of any size, with duplicates and restarts between, what the fold of the log gives', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        histories,
        sizes,
        fc.nat(30),
        fc.array(fc.nat(200), { maxLength: 3 }),
        async (events, batches, again, cuts) => {
          await clear();
          const places = [...cuts.filter((cut) => cut < events.length).sort((a, b) => a - b), events.length];
          const log = new RecordedLog([]);
          log.batchSizes = batches;
          log.again = again;
          let from = 0;
          for (const place of places) {
            log.add(...events.slice(from, place));
            from = place;
            if (place > 0) await catchUp(log);
          }
          for (const view of views) {
            const folded = foldFromZero(view, afterErasure(events));
            const rows = folded.map((row) => canonicalRow(view, row)).sort();
            expect([view.name, await rowsOf(view)]).toEqual([view.name, rows]);
          }
        },
      ),
      // Making a failure smaller takes many more runs: it is told as far as that came.
      { numRuns: 25, interruptAfterTimeLimit: 90_000, markInterruptAsFailure: true },
    );
  }, 120_000);

  it('has the digest of the fold, row by row and in any order', async () => {
    const [events] = fc.sample(histories, { numRuns: 1, seed: 7 });
    await catchUp(new RecordedLog([...events!]));
    const client = await database.pool.connect();
    try {
      for (const view of views) {
        await client.query('begin');
        const live = await digestOfTable(view, client);
        await client.query('commit');
        const rows = foldFromZero(view, afterErasure(events!));
        expect([view.name, live]).toEqual([view.name, digestOfRows(view, rows.reverse())]);
      }
    } finally {
      client.release();
    }
  });
});
