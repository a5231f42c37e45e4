import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { outcomeOf } from '../../tools/handoffctl/failure.js';
import { handoffctl } from '../../tools/handoffctl/program.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';

const before = { ...process.env };
let application: StoryApplication;
let owner: Client;
let shop: StoryWorkspace;
let folder: string;

beforeAll(async () => {
  application = await startStoryApplication();
  owner = new Client({ connectionString: application.databaseUrl });
  await owner.connect();
  folder = await mkdtemp(path.join(tmpdir(), 'operating-'));
  const databases = ['OWNER', 'PROJECTOR', 'KEYS', 'LEDGER'].map((name) => [
    `HANDOFF_DATABASE_${name}_URL`,
    application.databaseUrl,
  ]);
  Object.assign(process.env, {
    ...Object.fromEntries(databases),
    HANDOFF_EVENT_STORE_URL: application.eventStoreUrl,
    HANDOFF_MASTER_KEY: application.masterKey,
  });
  shop = await StoryWorkspace.open(application);
  await shop.write('I want a human', 'operated');
  await shop.seeNow('paul', '/v1/queue');
});

afterAll(async () => {
  process.env = before;
  await rm(folder, { recursive: true });
  await owner.end();
  await application.stop();
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** What the command says, line by line. */
async function run(...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  try {
    await handoffctl().parseAsync(args, { from: 'user' });
  } finally {
    jest.restoreAllMocks();
  }
  return lines;
}

describe('the operator', () => {
  it('is told in one sentence that the master key is that of another installation', async () => {
    process.env.HANDOFF_MASTER_KEY = randomBytes(32).toString('hex');
    const { code, sentence } = outcomeOf(await run('views', 'rebuild', 'queue').catch((error: unknown) => error));
    process.env.HANDOFF_MASTER_KEY = application.masterKey;
    expect([code, sentence]).toEqual([1, expect.stringMatching(/^The keys of workspace [^\n]*\.$/)]);
  });

  it('sees which view stands still, rebuilds it while all others serve, and it is true again', async () => {
    await owner.query(`update views.checkpoint set version = 0, position = 0 where projection = 'queue'`);
    await owner.query('delete from views.queue');
    expect((await run('views', 'list')).find((line) => line.startsWith('queue '))).toContain(
      'stands still at 0 with rows of version 0: views rebuild queue',
    );
    const { code, sentence } = outcomeOf(
      await run('views', 'rebuild', 'queue', 'queue').catch((error: unknown) => error),
    );
    expect([code, sentence]).toEqual([1, "1 view differed from what was live: the log's is in place now."]);
    expect(await run('views', 'rebuild', 'queue')).toEqual([
      expect.stringMatching(/^queue: rebuilt, equal to the live one/),
    ]);
    expect((await run('views', 'list')).find((line) => line.startsWith('queue '))).toMatch(/^queue +version \d+$/);
    expect((await shop.seeNow('paul', '/v1/queue')).body.items).toHaveLength(1);
    expect(await run('views', 'parked')).toEqual(['Nothing is parked.']);
  });

  it('is not alarmed by an audit of rows that another version folded', async () => {
    await owner.query(`update views.checkpoint set version = 0 where projection = 'handoffs'`);
    const { sentence } = outcomeOf(await run('audit').catch((error: unknown) => error));
    expect(sentence).toMatch(
      /^the view handoffs was folded by its version 0, .*"handoffctl views rebuild handoffs"; until then/,
    );
    await run('views', 'rebuild', 'handoffs');
    await shop.seeNow('paul', '/v1/handoffs');
    expect((await run('audit')).at(-1)).toBe('Everything agrees.');
  });

  it('is told in one sentence that the database is of another version, and nothing is changed', async () => {
    const config = path.join(folder, 'other.json');
    const key = path.join(folder, 'key');
    await writeFile(config, '{"keywords": ["refund"]}');
    await writeFile(key, randomBytes(32).toString('hex'));
    const state = async () => {
      const { rows } = await owner.query(
        `select 'views.queue'::regclass::oid, (select json_agg(c order by projection) from views.checkpoint c) as checkpoints`,
      );
      return { rows: rows as unknown[], head: await application.head(), key: await readFile(key, 'utf8') };
    };
    await owner.query(`insert into public.migrations (timestamp, name) values (1999999999999, 'ToCome1999999999999')`);
    const then = await state();
    for (const command of [
      ['views', 'list'],
      ['views', 'parked'],
      ['views', 'retry', 'queue'],
      ['views', 'rebuild', 'all'],
      ['what-if', '--agent', randomUUID(), '--config', config],
      ['audit'],
      ['ledger', 'rotate-key', '--key-file', key],
    ]) {
      const { code, sentence } = outcomeOf(await run(...command).catch((error: unknown) => error));
      expect([command, code, sentence]).toEqual([
        command,
        1,
        expect.stringMatching(/^The database was made by a newer Handoff \([^.]*\); [^.\n]*\.$/),
      ]);
    }
    expect(await state()).toEqual(then);
    await owner.query(`delete from public.migrations where name = 'ToCome1999999999999'`);
  });
});
