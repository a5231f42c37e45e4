import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createViewsDatabase, type ViewsDatabase } from '../../test/database.js';
import { Story, ada } from '../../test/story.js';
import { aiSpans } from '../metrics/ai-spans-view.js';
import { foldFromZero } from './fold.js';
import { RowStorage } from './row-storage.js';

let database: ViewsDatabase;

beforeAll(async () => {
  database = await createViewsDatabase();
});
afterAll(() => database.drop());

it('gives the rows of a group in the order in which a fold numbers them, wherever they lie in the table', async () => {
  const story = new Story();
  story.conversation(0, 'c', 'k').says('hello').wait(1).asksForPeople().wait(1).claims(ada).wait(1).returns(ada);
  const spans = foldFromZero(aiSpans, story.events);
  expect(spans.map(({ span }) => span)).toEqual([1, 2]);
  const storage = new RowStorage(aiSpans.table);
  const client = await database.pool.connect();
  try {
    for (const row of [...spans].reverse()) await storage.put([row], client);
    const [rows] = [...(await storage.load([['c']], client)).values()];
    expect(rows!.map(({ span }) => span)).toEqual([1, 2]);
  } finally {
    client.release();
  }
});
