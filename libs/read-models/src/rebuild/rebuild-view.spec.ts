import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { createViewsDatabase, ask, type ViewsDatabase } from '../../test/database.js';
import { RecordedLog } from '../../test/recorded-log.js';
import { Story, ada, workspaceIds } from '../../test/story.js';
import { boardPage } from '../board/board-queries.js';
import type { Reader } from '../page/reader.js';
import { listParked } from '../projector/parked-streams.js';
import { runProjector } from '../projector/run-projector.js';
import { ViewPositions } from '../projector/view-positions.js';
import { queueCount, queuePage } from '../queue/queue-queries.js';
import { projections, views } from '../registry.js';
import { digestOfRows, digestOfTable } from '../view/digest.js';
import { foldFromZero } from '../view/fold.js';
import { RebuildInterrupted, rebuildView, rebuildViews } from './rebuild-view.js';

let database: ViewsDatabase;
let owner: Pool;
let stop: AbortController;
let projector: Promise<void>;
let positions: ViewPositions;
let log: RecordedLog;
let story: Story;
const faults: unknown[] = [];
const [mine] = workspaceIds;

function happenings(n: number): void {
  const told = story
    .conversation(0, `c${n}`, `k${n}`)
    .wait(1)
    .says(`hello ${n}\t\\n\n\r\\. \0 \ud800 \u{1f600}`)
    .agentSays('hi')
    .says('and?');
  if (n % 2 === 0) told.asksForPeople('complaint', `because ${n}`);
  if (n % 4 === 0) told.claims(ada).closes(ada);
}

beforeEach(async () => {
  database = await createViewsDatabase();
  owner = new Pool({ connectionString: database.ownerUrl, max: 4 });
  story = new Story();
  for (let n = 0; n < 60; n += 1) happenings(n);
  log = new RecordedLog([...story.events]);
  stop = new AbortController();
  const onFault = (error: unknown) => faults.push(error);
  projector = runProjector({ store: log, pool: database.pool, projections, signal: stop.signal, onFault });
  positions = new ViewPositions(database.pool, onFault);
  positions.start();
  expect(await positions.waitFor(story.events.at(-1)!.position, 20_000)).toBe(true);
});

afterEach(async () => {
  stop.abort();
  await positions.stop();
  await projector;
  await owner.end();
  await database.drop();
  expect(faults.splice(0)).toEqual([]);
});

const rebuild = (name: string, options: Partial<Parameters<typeof rebuildView>[1]> = {}) =>
  rebuildView(
    views.find((view) => view.name === name)!,
    {
      store: log,
      owner,
      pool: database.pool,
      signal: new AbortController().signal,
      ...options,
    },
  );

describe('a rebuilt view', () => {
  it('equals the live one, for every view', async () => {
    for (const { name } of views) expect(await rebuild(name)).toMatchObject({ view: name, equal: true });
    const { rows } = await owner.query(
      `select relname from pg_class join pg_namespace n on n.oid = relnamespace
       where nspname = 'views' and relkind = 'r' and (relname like '%\\_old' or relname like '%\\_rebuilt')`,
    );
    expect(rows).toEqual([]);
    // A table is filled without its wall between workspaces and must have it when it is in place.
    const open = await owner.query(
      `select relname from pg_class join pg_namespace n on n.oid = relnamespace where nspname = 'views' and relkind = 'r'
         and has_table_privilege('handoff_api', pg_class.oid, 'select') and not (relrowsecurity and relforcerowsecurity)`,
    );
    expect(open.rows.map(({ relname }) => relname as string)).toEqual(['checkpoint']);
  });

  it('is made together with others from one reading of the log, and all are put in place', async () => {
    let events = 0;
    const results = await rebuildViews(views, {
      store: log,
      owner,
      pool: database.pool,
      signal: new AbortController().signal,
      onProgress: (progress) => (events = Math.max(events, progress.events)),
    });
    expect(results.map(({ view, equal }) => [view, equal])).toEqual(views.map(({ name }) => [name, true]));
    expect(events).toBe(story.events.length);
    const { rows } = await owner.query(`select projection from views.checkpoint where projection like '%/rebuild'`);
    expect(rows).toEqual([]);
  });

  it('is put in place while the log moves on and queries run: none fails, nothing is lost', async () => {
    let asked = 0;
    let asking = true;
    const readers = [1, 2].map(async () => {
      for (; asking; asked += 1) await ask(database, mine, queuePage);
    });
    let n = 60;
    const result = await rebuild('queue', {
      maxBatch: 20,
      onProgress: () => {
        if (n >= 120) return;
        const before = story.events.length;
        for (let more = 0; more < 5; more += 1, n += 1) happenings(n);
        log.add(...story.events.slice(before));
      },
    });
    expect(result.equal).toBe(true);
    expect(await positions.waitFor(story.events.at(-1)!.position, 20_000)).toBe(true);
    asking = false;
    await Promise.all(readers);
    expect(asked).toBeGreaterThan(0);
    // Every second conversation asks for people, and of those every second is taken.
    expect(await ask(database, mine, queueCount)).toBe(n / 4);
    const client = await database.pool.connect();
    await client.query('begin');
    const digest = await digestOfTable(views[0]!, client);
    await client.query('commit');
    client.release();
    expect(digest).toBe(digestOfRows(views[0]!, foldFromZero(views[0]!, story.events)));
  });

  it('shows that the live one had been changed, and replaces it', async () => {
    const superuser = await database.asOwner();
    await superuser.query(`update views.queue set priority = 9 where conversation_id = 'c2'`);
    const first = await rebuild('queue');
    expect(first.equal).toBe(false);
    expect(await rebuild('queue')).toMatchObject({ equal: true, rebuilt: first.rebuilt });
  });

  it('gives way to a query that takes long, and is put in place after it', async () => {
    const client = await database.pool.connect();
    await client.query('begin');
    await client.query('select count(*) from views.queue');
    let gaveWay = () => undefined as void;
    const givingWay = new Promise<void>((resolve) => (gaveWay = resolve));
    const rebuilding = rebuild('queue', { patienceMs: 50, onGivingWay: () => gaveWay() });
    await givingWay;
    // Others read on meanwhile.
    expect(await ask(database, mine, queueCount)).toBe(15);
    await client.query('commit');
    client.release();
    expect(await rebuilding).toMatchObject({ equal: true });
  });

  it('that was interrupted goes on from where it came to', async () => {
    const interrupt = new AbortController();
    const reached: bigint[] = [];
    const interrupted = rebuild('timeline', {
      maxBatch: 10,
      signal: interrupt.signal,
      onProgress: ({ position }) => reached.push(position) === 3 && interrupt.abort(),
    });
    await expect(interrupted).rejects.toBeInstanceOf(RebuildInterrupted);
    const resumed: bigint[] = [];
    const onProgress = ({ position }: { position: bigint }) => resumed.push(position);
    expect(await rebuild('timeline', { maxBatch: 10, onProgress })).toMatchObject({ equal: true });
    expect(resumed[0]).toBeGreaterThan(reached.at(-1)!);
  });

  it('is made by one command at a time: another is refused, the first is not disturbed, and then it is its turn', async () => {
    let refused: unknown;
    class Halted extends RecordedLog {
      override async readAll(asked: Parameters<RecordedLog['readAll']>[0]) {
        refused ??= await rebuildViews(views, { ...given, store: log, turnMs: 1 }).catch((error: unknown) => error);
        return log.readAll(asked);
      }
    }
    const given = { owner, pool: database.pool, signal: new AbortController().signal };
    expect(await rebuild('queue', { store: new Halted([]) })).toMatchObject({ equal: true });
    expect(refused).toMatchObject({
      name: 'RebuildRunning',
      message: 'The view queue is being rebuilt by another command: wait until that one has ended.',
    });
    expect((await rebuildViews(views, { ...given, store: log })).every(({ equal }) => equal)).toBe(true);
  });

  it('of another version waits by itself, but for erasures, until it was folded anew: the others go on', async () => {
    stop.abort();
    await projector;
    await owner.query(`update views.checkpoint set version = version - 1 where projection = 'queue'`);
    const before = story.events.length;
    happenings(62);
    story.erase(0, 'k2');
    log.add(...story.events.slice(before));
    const told: string[][] = [];
    stop = new AbortController();
    projector = runProjector({
      ...{ store: log, pool: database.pool, projections, signal: stop.signal },
      onOutdated: (outdated) => told.push(outdated.map(({ message }) => message)),
      onFault: (error) => faults.push(error),
    });
    expect(await positions.waitFor(story.events.at(-1)!.position, 20_000)).toBe(true);
    const reasons = `select conversation_id, reason_text from views.queue where conversation_id in ('c2', 'c62')`;
    expect((await owner.query(reasons)).rows).toEqual([{ conversation_id: 'c2', reason_text: null }]);
    expect(told).toEqual([[expect.stringContaining('run "handoffctl views rebuild queue"')]]);
    // Nobody waits for it but whoever reads it: that one is told, rather than shown what was before.
    const api = new ViewPositions(database.pool);
    const last = story.events.at(-1)!.position;
    expect(await api.waitFor(last, 20_000)).toBe(true);
    const after = (query: (reader: Reader) => Promise<unknown>) =>
      ask(database, mine, (reader) =>
        api.asking(
          (sql, values) => reader.manager.query(sql, values),
          last,
          () => query(reader),
        ),
      );
    await expect(after(queuePage)).rejects.toMatchObject({ name: 'OutdatedView', view: 'queue' });
    expect(await after(boardPage)).toMatchObject({ next: null });

    expect(await rebuild('queue')).toMatchObject({ equal: false, position: story.events.at(-1)!.position });
    expect(await after(queueCount)).toBe(16);
    const again = story.events.length;
    happenings(66);
    log.add(...story.events.slice(again));
    // From then on the others do not go on without it.
    expect(await positions.waitFor(story.events.at(-1)!.position, 20_000)).toBe(true);
    expect(await ask(database, mine, queueCount)).toBe(17);
    expect(told[1]).toEqual([]);
  });

  it('is of no concern to those who wait for a position', async () => {
    await rebuild('queue', { maxBatch: 5 });
    expect(positions.current).toBe(story.events.at(-1)!.position);
    expect(await listParked(database.pool)).toEqual([]);
  });
});
