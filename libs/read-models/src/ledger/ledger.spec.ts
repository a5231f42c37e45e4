import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { claim } from '#domain';
import type { LogEntry } from '#event-store';
import {
  checkExtends,
  commitmentsOf,
  openNote,
  parseCheckpoint,
  proveConsistency,
  proveInclusion,
  readLeaf,
  rootAt,
  verifyInclusion,
  hashLeaf,
} from '#ledger';
import { createViewsDatabase, type ViewsDatabase } from '../../test/database.js';
import { closed } from '../../test/sealed-story.js';
import { Story, ben, workspaceIds } from '../../test/story.js';
import { heldInMemory } from './held-checkpoints.js';
import { CheckpointMoved } from '../projector/checkpoint.js';
import { isLeafEvent } from './leaf-of-event.js';
import { LedgerKeys } from './ledger-keys.js';
import { LedgerStopped, commitLeaves } from './run-sequencer.js';
import { LedgerForked, signCheckpoint } from './sign-checkpoint.js';
import { storedTree, type Ask } from './stored-tree.js';

const [workspaceId] = workspaceIds;
const keys = new LedgerKeys('test.example/ledger', [randomBytes(32).toString('hex')]);

describe('the ledger in Postgres', () => {
  let database: ViewsDatabase;
  let held: ReturnType<typeof heldInMemory>;
  beforeEach(async () => {
    database = await createViewsDatabase();
    held = heldInMemory();
  });
  afterEach(() => database.drop());

  const ask: Ask = async <Row>(sql: string, parameters: unknown[]) =>
    (await database.ledger.query(sql, parameters)).rows as Row[];

  async function withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await database.ledger.connect();
    try {
      return await work(client);
    } finally {
      client.release();
    }
  }

  const sequenceAll = (entries: readonly LogEntry[], from = -1n) =>
    withClient((client) => commitLeaves(client, from, { entries, position: entries.at(-1)!.position }));
  const sign = (anyway = false) => withClient((client) => signCheckpoint({ client, keys, held }, workspaceId, anyway));
  const notes = async () =>
    (
      await ask<{ note: string }>('select note from ledger.checkpoint where workspace_id = $1 order by number', [
        workspaceId,
      ])
    ).map(({ note }) => parseCheckpoint(openNote(note, keys.verifiersOf(workspaceId)).text));

  function told(conversations = 3): Story {
    const story = new Story();
    for (let i = 0; i < conversations; i += 1)
      story
        .conversation(0, `talk-${i}`, `contact-${i}`)
        .says('SECRET words: get me a person', { asks: true })
        .does((state, context) => claim(state, { member: ben }, context));
    return story;
  }

  it('gives each event of control, settings and erasure one place in its workspace, and commits to what is personal', async () => {
    const story = told();
    story.erase(0, 'contact-1');
    await sequenceAll(closed(story.events));
    const rows = await ask<{ index: string; leaf: Buffer }>(
      'select index, leaf from ledger.leaf where workspace_id = $1 order by index',
      [workspaceId],
    );
    expect(rows.map(({ index }) => Number(index))).toEqual(rows.map((_, i) => i));
    const leaves = rows.map(({ leaf }) => readLeaf(leaf));
    const types = leaves.map(({ type }) => type);
    for (const type of ['WorkspaceCreated', 'MemberAdded', 'HandoffRequested', 'Claimed', 'ContactErased'])
      expect(types).toContain(type);
    expect(types).not.toContain('CustomerMessageReceived');
    expect(Buffer.concat(rows.map(({ leaf }) => leaf)).includes('SECRET')).toBe(false);
    const claimed = leaves.find(({ type }) => type === 'Claimed')!;
    expect(commitmentsOf(claimed)).toEqual([
      expect.objectContaining({ path: 'context', subject: 'contact:contact-0' }),
      expect.objectContaining({ path: 'decidedBy.name', subject: 'member:ben' }),
      expect.objectContaining({ path: 'to.name', subject: 'member:ben' }),
    ]);
    const added = leaves.find(({ type }) => type === 'MemberAdded')!;
    expect(
      commitmentsOf(added)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['by.name', 'details.member.name']);
  });

  it('gives the same places whether sizes are remembered from batch to batch or asked for', async () => {
    const events = closed(told(12).events);
    const pages = [events.slice(0, 20), events.slice(20, 21), events.slice(21, 50), events.slice(50)];
    const known = new Map<string, bigint>();
    let from = -1n;
    for (const entries of pages) {
      const to = entries.at(-1)!.position;
      await withClient((client) => commitLeaves(client, from, { entries, position: to }, known));
      from = to;
    }
    const rows = await ask<{ index: string }>(
      'select index, stream, revision from ledger.leaf where workspace_id = $1 order by index',
      [workspaceId],
    );
    expect(rows.map(({ index }) => BigInt(index))).toEqual(rows.map((_, i) => BigInt(i)));
    expect(known.get(workspaceId)).toBe(BigInt(rows.length));
    const places = events
      .filter(({ stream, event, metadata }) => isLeafEvent(stream, event.type) && metadata.workspaceId === workspaceId)
      .map(({ stream, revision }) => ({ stream, revision: String(revision) }));
    expect(rows).toMatchObject(places);
  });

  it('writes nothing, and remembers nothing, when another sequencer was first', async () => {
    const events = closed(told(4).events);
    const known = new Map<string, bigint>();
    const commit = (entries: typeof events, from: bigint, sizes?: Map<string, bigint>) =>
      withClient((client) => commitLeaves(client, from, { entries, position: entries.at(-1)!.position }, sizes));
    const [first, rest] = [events.slice(0, 10), events.slice(10)];
    await commit(first, -1n, known);
    const size = known.get(workspaceId);
    await commit(rest, first.at(-1)!.position);
    const [before] = await ask<{ count: string }>('select count(*) from ledger.leaf', []);
    await expect(commit(rest, first.at(-1)!.position, known)).rejects.toThrow(CheckpointMoved);
    expect(known.get(workspaceId)).toBe(size);
    expect(await ask('select count(*) from ledger.leaf', [])).toEqual([before]);
  });

  it('signs a tree that contains everything signed before, and proves each entry', async () => {
    const events = closed(told(60).events);
    const half = Math.floor(events.length / 2);
    await sequenceAll(events.slice(0, half));
    expect(await sign()).toBeGreaterThan(0n);
    expect(await sign()).toBeUndefined();
    await sequenceAll(events.slice(half), events[half - 1]!.position);
    await sign();
    const [first, second] = await notes();
    const tree = storedTree(ask, workspaceId, second!.size);
    expect(await rootAt(tree, second!.size)).toEqual(second!.root);
    checkExtends(first!, second!, await proveConsistency(tree, first!.size, second!.size));
    const [row] = await ask<{ leaf: Buffer }>('select leaf from ledger.leaf where workspace_id = $1 and index = 5', [
      workspaceId,
    ]);
    const proof = await proveInclusion(tree, 5n, second!.size);
    verifyInclusion({ leafHash: hashLeaf(row!.leaf), index: 5n, size: second!.size, proof, root: second!.root });
  });

  it('signs again without new entries only when asked to', async () => {
    await sequenceAll(closed(told(1).events));
    const size = await sign();
    expect(await sign(true)).toBe(size);
    expect((await notes()).length).toBe(2);
  });

  it('lets nobody change or delete what is written, not even who writes', async () => {
    await sequenceAll(closed(told(1).events));
    for (const sql of ['update ledger.leaf set entry = 1', 'delete from ledger.leaf', 'truncate ledger.checkpoint'])
      await expect(database.ledger.query(sql)).rejects.toThrow('permission denied');
    for (const sql of [
      'update ledger.leaf set entry = 1',
      'delete from ledger.checkpoint',
      'select 1 from ledger.leaf',
    ])
      await expect(database.pool.query(sql)).rejects.toThrow('permission denied');
  });

  it('stops at an event that cannot become a leaf, and keeps nothing of its batch', async () => {
    const events = closed(told(1).events);
    const broken = events.map((stored) =>
      stored.event.type === 'Claimed' ? { ...stored, event: { ...stored.event, data: {} } } : stored,
    );
    await expect(sequenceAll(broken)).rejects.toThrow(LedgerStopped);
    const unreadable = { ...events.at(-1)!, type: 'Claimed', problem: new Error('no') };
    await expect(sequenceAll([...events.slice(0, -1), unreadable])).rejects.toThrow(LedgerStopped);
    expect(await ask('select 1 from ledger.leaf', [])).toEqual([]);
    await sequenceAll(events);
    await expect(sequenceAll(events)).rejects.toThrow('another projector leads');
  });

  it('signs nothing over a tail that was cut off or a leaf that was changed', async () => {
    await sequenceAll(closed(told(2).events));
    const owner = await database.asOwner();
    await sign();
    // The owner of the schema, held by no right.
    await owner.query('alter table ledger.leaf no force row level security');
    await owner.query('alter table ledger.checkpoint no force row level security');
    await owner.query(`delete from ledger.checkpoint`);
    await owner.query(
      `delete from ledger.leaf where workspace_id = $1 and index = (select max(index) from ledger.leaf where workspace_id = $1)`,
      [workspaceId],
    );
    await expect(sign()).rejects.toThrow(LedgerForked);
  });
});
