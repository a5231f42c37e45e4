import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LogEntry, StoredEvent } from '#event-store';
import type { PoolClient } from 'pg';
import { createViewsDatabase, type ViewsDatabase } from '../../test/database.js';
import { RecordedLog } from '../../test/recorded-log.js';
import { askingBy, readStanding } from './checkpoint.js';
import { listParked } from './parked-streams.js';
import type { ErasedContact, Projection } from './projection.js';
import { retryParked } from './retry-parked.js';
import { runProjector } from './run-projector.js';

let database: ViewsDatabase;

beforeEach(async () => {
  database = await createViewsDatabase();
  await database.pool.query('select 1');
  const owner = await database.asOwner();
  await owner.query(
    'create table public.seen (view text, stream text, revision int, primary key (view, stream, revision))',
  );
  await owner.query('grant all on public.seen to handoff_projector');
});

afterEach(() => database.drop());

const workspaceId = '6f0d9d0e-0000-4000-8000-000000000001';

/** A log in which streams take turns: event n is revision n / streams of its stream. */
function logOf(streams: readonly string[], count: number): StoredEvent[] {
  return Array.from({ length: count }, (_, n) => ({
    eventId: `e${n}`,
    stream: streams[n % streams.length]!,
    revision: BigInt(Math.floor(n / streams.length)),
    position: BigInt(n * 10),
    event: { type: 'Happened', at: '2026-11-20T08:00:00.000Z', data: {} },
    metadata: {
      workspaceId,
      actor: { kind: 'system', id: 'test' },
      occurredAt: '2026-11-20T08:00:00.000Z',
      commandId: 'c',
      commandHash: 'h',
      causationId: null,
      correlationId: 'c',
      schemaVersion: 1,
    },
    created: new Date(),
  }));
}

/** A projection that writes down what it saw, and cannot stand some events. */
function witness(name: string, poison: (stored: StoredEvent) => boolean = () => false) {
  const erased: ErasedContact[] = [];
  const projection: Projection = {
    name,
    version: 1,
    async apply(events, tx: PoolClient) {
      for (const stored of events) {
        await tx.query('insert into public.seen values ($1, $2, $3)', [name, stored.stream, Number(stored.revision)]);
        if (poison(stored)) throw new TypeError(`cannot read the secret of ${stored.stream}`);
      }
    },
    erase: (contacts) => {
      erased.push(...contacts);
      return Promise.resolve();
    },
  };
  return { projection, erased };
}

async function catchUp(log: RecordedLog, projections: readonly Projection[]): Promise<void> {
  const stop = new AbortController();
  const faults: unknown[] = [];
  await runProjector({
    store: log,
    pool: database.pool,
    projections,
    signal: stop.signal,
    onLag: ({ position, head }) => position === head && stop.abort(),
    onFault: (error) => {
      faults.push(error);
      stop.abort();
    },
  });
  expect(faults).toEqual([]);
}

async function seen(view: string): Promise<Record<string, number[]>> {
  const { rows } = await database.pool.query<{ stream: string; revisions: number[] }>(
    'select stream, array_agg(revision order by revision) as revisions from public.seen where view = $1 group by stream',
    [view],
  );
  return Object.fromEntries(rows.map(({ stream, revisions }) => [stream, revisions]));
}

const [a, b, c] = ['conversation-a', 'conversation-b', 'conversation-c'] as const;

describe('a poison event', () => {
  it('parks its stream in its view from that event on, while other streams and views flow', async () => {
    const events = logOf([a, b, c], 30);
    for (const batch of [1, 4, 30]) {
      await database.pool.query('delete from public.seen');
      await database.pool.query('delete from views.checkpoint');
      await database.pool.query('delete from views.parked_stream');
      const log = new RecordedLog([...events]);
      log.batchSizes = [batch];
      const sick = witness('sick', ({ stream, revision }) => stream === b && revision === 4n).projection;
      const well = witness('well').projection;
      await catchUp(log, [sick, well]);
      const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
      expect(await seen('sick')).toEqual({ [a]: all, [b]: [0, 1, 2, 3], [c]: all });
      expect(await seen('well')).toEqual({ [a]: all, [b]: all, [c]: all });
      expect(await readStanding(askingBy(database.pool), [sick, well])).toEqual({ position: 290n, outdated: false });
      const parked = await listParked(database.pool);
      expect(parked).toEqual([
        {
          projection: 'sick',
          stream: b,
          revision: 4n,
          eventType: 'Happened',
          problem: expect.stringMatching(/^TypeError at /),
        },
      ]);
      expect(parked[0]!.problem).not.toContain('secret');
    }
  });

  it('lets its stream flow again once the view can stand it, with all that was missed and nothing twice', async () => {
    const log = new RecordedLog(logOf([a, b], 20));
    let poisoned = true;
    const sick = witness('sick', ({ stream, revision }) => poisoned && stream === b && revision === 3n).projection;
    await catchUp(log, [sick]);
    const parts = { pool: database.pool, store: log };
    expect(await retryParked(parts, sick)).toEqual([{ stream: b, problem: expect.stringMatching(/^TypeError/) }]);
    expect(await listParked(database.pool, 'sick')).toHaveLength(1);
    poisoned = false;
    // Not by a program that would fold it in another way than the rows beside it.
    await expect(retryParked(parts, { ...sick, version: sick.version + 1 }, b)).rejects.toMatchObject({
      name: 'OutdatedView',
      view: 'sick',
    });
    expect(await retryParked(parts, sick, b)).toEqual([{ stream: b, problem: null }]);
    expect(await listParked(database.pool, 'sick')).toEqual([]);
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(await seen('sick')).toEqual({ [a]: all, [b]: all });
  });

  it('that nobody can read parks its stream in every view', async () => {
    const events: LogEntry[] = logOf([a, b], 8);
    const { eventId, stream, revision, position, created } = events[3]!;
    events[3] = {
      eventId,
      stream,
      revision,
      position,
      created,
      type: 'Later',
      problem: new Error('of a newer program'),
    };
    await catchUp(new RecordedLog(events), [witness('one').projection, witness('two').projection]);
    for (const view of ['one', 'two']) expect(await seen(view)).toEqual({ [a]: [0, 1, 2, 3], [b]: [0] });
    expect((await listParked(database.pool)).map(({ projection, problem }) => [projection, problem])).toEqual([
      ['one', 'unreadable: Error'],
      ['two', 'unreadable: Error'],
    ]);
  });

  it('never keeps an erasure from being carried out', async () => {
    const events = logOf(['contact-k'], 3).map((stored, n): StoredEvent => {
      const type = n === 2 ? 'ContactErased' : 'Happened';
      return { ...stored, event: { ...stored.event, type }, metadata: { ...stored.metadata, contactId: 'k' } };
    });
    const { projection, erased } = witness('sick', ({ revision }) => revision === 0n);
    await catchUp(new RecordedLog(events), [projection]);
    expect(await seen('sick')).toEqual({});
    expect(erased).toContainEqual({ workspaceId, contactId: 'k' });
  });
});

describe('two projectors', () => {
  it('never both lead: each event is applied once, and the follower takes over when the leader ends', async () => {
    const log = new RecordedLog(logOf([a, b, c], 300));
    log.batchSizes = [7];
    const view = witness('view').projection;
    const stops = [new AbortController(), new AbortController()];
    const faults: unknown[] = [];
    let leaders = 0;
    let most = 0;
    const run = (stop: AbortController) =>
      runProjector({
        store: log,
        pool: database.pool,
        projections: [view],
        signal: stop.signal,
        onLeading: (leads) => {
          leaders += leads ? 1 : -1;
          most = Math.max(most, leaders);
        },
        onLag: ({ position, head }) => {
          if (position >= 1_000n && !stops[0]!.signal.aborted) stops[0]!.abort();
          if (position === head) stops[1]!.abort();
        },
        onFault: (error) => faults.push(error),
      });
    await Promise.all([run(stops[0]!), run(stops[1]!)]);
    expect({ faults, most }).toEqual({ faults: [], most: 1 });
    expect(Object.values(await seen('view')).flat()).toHaveLength(300);
  });

  it('that believe they lead are told apart by the checkpoint: the later one keeps nothing', async () => {
    const { commitBatch } = await import('./commit-batch.js');
    const { readCheckpoints, CheckpointMoved, beginning } = await import('./checkpoint.js');
    const view = witness('view').projection;
    const [one, two] = await Promise.all([database.pool.connect(), database.pool.connect()]);
    try {
      await readCheckpoints(one, [view]);
      const entries = logOf([a], 2);
      await commitBatch(one, [view], beginning, { entries, position: 10n });
      await expect(commitBatch(two, [view], beginning, { entries, position: 10n })).rejects.toBeInstanceOf(
        CheckpointMoved,
      );
      expect(await seen('view')).toEqual({ [a]: [0, 1] });
    } finally {
      one.release();
      two.release();
    }
  });
});

describe('a projection added to a database that is further', () => {
  it('reads the log up to the others first, and the others see nothing again', async () => {
    const events = logOf([a, b], 20);
    const old = witness('old').projection;
    await catchUp(new RecordedLog(events.slice(0, 13)), [old]);
    await catchUp(new RecordedLog(events), [old, witness('new').projection]);
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(await seen('old')).toEqual({ [a]: all, [b]: all });
    expect(await seen('new')).toEqual({ [a]: all, [b]: all });
  });
});
