import { createSecretKey } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { claim } from '#domain';
import { parsePolicy, parseSignerKey, verifyExport } from '#ledger';
import { ask, createViewsDatabase, type ViewsDatabase } from '../../test/database.js';
import { closed, testKeyOf } from '../../test/sealed-story.js';
import { Story, ben, workspaceIds } from '../../test/story.js';
import { findCheckpoint } from '../ledger/checkpoint-queries.js';
import { heldInMemory } from '../ledger/held-checkpoints.js';
import { LedgerKeys, exportKeys } from '../ledger/ledger-keys.js';
import { commitLeaves } from '../ledger/run-sequencer.js';
import { signCheckpoint } from '../ledger/sign-checkpoint.js';
import type { Reader } from '../page/reader.js';
import { LeafMissing, exportLeaves } from './export-leaves.js';
import type { ExportOrder, RenderParts } from './export-order.js';
import { ExportThreadLost } from './render-threads.js';
import { renderExport } from './render-export.js';

const [workspaceId] = workspaceIds;
const seed = '11'.repeat(32);
const keys = new LedgerKeys('test.example/ledger', [seed]);
const exporting = exportKeys('test.example/ledger', seed);
const policy = parsePolicy(
  JSON.stringify({
    format: 'handoff-policy/1',
    logs: [{ origin: keys.originOf(workspaceId), keys: keys.verifiersOf(workspaceId) }],
    exports: [exporting.verifier],
  }),
);
/** Pages are asked for side by side, so they may be read in any order. */
const first = (from: readonly bigint[]) => from.reduce((least, each) => (each < least ? each : least));

const keyStore: RenderParts['keys'] = {
  findKeys: (subjects) => Promise.resolve(subjects.map(({ subject }) => createSecretKey(testKeyOf(subject)))),
};

describe('the file of an export', () => {
  let database: ViewsDatabase;
  let folder: string;
  let order: ExportOrder;
  beforeEach(async () => {
    database = await createViewsDatabase();
    folder = await mkdtemp(path.join(tmpdir(), 'exports-'));
    const story = new Story();
    for (let i = 0; i < 50; i += 1)
      story
        .conversation(0, `talk-${i}`, `contact-${i}`)
        .says('Get me a person', { asks: true })
        .does((state, context) => claim(state, { member: ben }, context));
    const client = await database.ledger.connect();
    const entries = closed(story.events);
    await commitLeaves(client, -1n, { entries, position: entries.at(-1)!.position });
    await signCheckpoint({ client, keys, held: heldInMemory() }, workspaceId);
    client.release();
    const checkpoint = (await ask(database, workspaceId, (reader) => findCheckpoint(reader)))!;
    const requestedBy = { kind: 'member', id: 'paul' };
    order = { workspaceId, filter: {}, size: checkpoint.size, since: null, checkpoint: checkpoint.note, requestedBy };
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const file = (name = 'one') => path.join(folder, `${name}.tar`);
  /** Pages of one entry: a note of how far it came after eighty. */
  const parts = (more: Partial<RenderParts> = {}): RenderParts => ({
    ...{ keys: keyStore, signer: parseSignerKey(exporting.signer), page: 1 },
    read: <T>(work: (reader: Reader) => Promise<T>) => ask(database, workspaceId, work),
    ...more,
  });

  /** Makes some of it and stops. @returns how many entries were made */
  async function interrupt(more: Partial<RenderParts> = {}): Promise<bigint> {
    const stopping = new AbortController();
    let made = 0n;
    const onProgress = (done: bigint) => {
      made = done;
      stopping.abort();
    };
    await expect(renderExport(file(), order, parts({ ...more, signal: stopping.signal, onProgress }))).rejects.toThrow(
      'aborted',
    );
    return made;
  }

  /** As if less had been foreseen in front of the lines than belongs there. */
  async function moveLines(): Promise<void> {
    const [lines, progress] = [`${file()}.jsonl.part`, `${file()}.progress.part`];
    const said = JSON.parse(await readFile(progress, 'utf8')) as { readonly head: string };
    await writeFile(lines, Buffer.concat([Buffer.alloc(512), (await readFile(lines)).subarray(Number(said.head))]));
    await writeFile(progress, JSON.stringify({ ...said, head: '512' }));
  }

  async function anyConversation(): Promise<string> {
    const [row] = await ask(database, workspaceId, ({ manager }) =>
      manager.query<{ stream: string }[]>(`select stream from ledger.leaf where stream like 'conversation-%' limit 1`),
    );
    return row!.stream.slice('conversation-'.length);
  }

  /** Where the leaves were read from that a run asked for. */
  function watched(): { readonly parts: RenderParts; readonly from: bigint[] } {
    const from: bigint[] = [];
    const read = <T>(work: (reader: Reader) => Promise<T>) =>
      ask(database, workspaceId, (reader) => {
        const query = (sql: string, parameters: unknown[]) => {
          if (sql.includes('convert_from(leaf')) from.push(BigInt(parameters[1] as string));
          return reader.manager.query<unknown>(sql, parameters);
        };
        return work({ ...reader, manager: { query } as unknown as Reader['manager'] });
      });
    return { parts: parts({ read }), from };
  }

  it('is the same, byte for byte, each time, and verifies', async () => {
    await renderExport(file('one'), order, parts());
    await renderExport(file('two'), order, parts({ page: 7 }));
    expect((await readFile(file('one'))).equals(await readFile(file('two')))).toBe(true);
    expect(await verifyExport(createReadStream(file('one')), policy)).toMatchObject({ ok: true });
    expect((await readdir(folder)).sort()).toEqual(['one.tar', 'two.tar']);
  });

  describe('that other threads render', () => {
    const program = pathToFileURL(
      path.resolve(import.meta.dirname, '../../../../dist/libs/read-models/src/exports/export-thread.js'),
    );
    const threads = () => ({ connectionString: database.apiUrl, program, from: 0 });

    it.each([
      ['everything', {}],
      ['what a filter shows', { reasonCode: 'customer_request' }],
    ])('is the same, with %s', async (_what, filter) => {
      await renderExport(file('here'), { ...order, filter }, parts());
      await renderExport(file('there'), { ...order, filter }, parts({ threads: threads(), page: 7 }));
      expect((await readFile(file('there'))).equals(await readFile(file('here')))).toBe(true);
    });

    it('goes on where it was interrupted', async () => {
      await renderExport(file('whole'), order, parts());
      const made = await interrupt({ threads: threads() });
      expect(made).toBeGreaterThan(0n);
      await renderExport(file(), order, parts({ threads: threads() }));
      expect((await readFile(file())).equals(await readFile(file('whole')))).toBe(true);
    });

    it('is given the keys of what it shows and no others', async () => {
      const asked = new Set<string>();
      const watching: RenderParts['keys'] = {
        findKeys: (subjects) => {
          for (const { subject } of subjects) asked.add(subject);
          return keyStore.findKeys(subjects);
        },
      };
      const filter = { conversationId: await anyConversation() };
      await renderExport(file(), { ...order, filter }, parts({ threads: threads(), keys: watching }));
      expect([...asked].filter((subject) => subject.startsWith('contact:'))).toHaveLength(1);
    });

    it('says what went wrong there by its name, and leaves what was made', async () => {
      class KeyStoreAway extends Error {
        override readonly name = 'KeyStoreAway';
      }
      const away: RenderParts['keys'] = { findKeys: () => Promise.reject(new KeyStoreAway('the key store is away')) };
      await expect(renderExport(file(), order, parts({ threads: threads(), keys: away }))).rejects.toMatchObject({
        name: 'KeyStoreAway',
      });
      expect(await readdir(folder)).toContain('one.tar.progress.part');
    });

    it('fails when a thread is lost', async () => {
      const lost = { ...threads(), program: pathToFileURL(`${folder}/missing.js`) };
      await expect(renderExport(file(), order, parts({ threads: lost }))).rejects.toThrow(ExportThreadLost);
    });

    it('fails when it cannot reach the database', async () => {
      const nowhere = { ...threads(), connectionString: 'postgres://nobody@127.0.0.1:1/none' };
      await expect(renderExport(file(), order, parts({ threads: nowhere }))).rejects.toThrow('ECONNREFUSED');
    });
  });

  it('is read in pieces where its entries are long, one at a time where a single one is', async () => {
    const found = await ask(database, workspaceId, async ({ manager }) => {
      const query = <Row>(sql: string, parameters: unknown[]) => manager.query<Row[]>(sql, parameters);
      const inPieces: string[] = [];
      let pieces = 0;
      for (; BigInt(inPieces.length) < order.size; pieces += 1) {
        const from = BigInt(inPieces.length);
        for (const { leaf } of await exportLeaves(query, workspaceId, from, order.size, 20_000)) inPieces.push(leaf);
      }
      const whole = await exportLeaves(query, workspaceId, 0n, order.size);
      const single = await exportLeaves(query, workspaceId, 3n, order.size, 1);
      return { inPieces, pieces, whole: whole.map(({ leaf }) => leaf), single: single.map(({ leaf }) => leaf) };
    });
    expect(found.pieces).toBeGreaterThan(1);
    expect(found.inPieces).toEqual(found.whole);
    expect(found.single).toEqual([found.whole[3]]);
  });

  it('is not made where a leaf is missing', async () => {
    const owner = await database.asOwner();
    await owner.query('delete from ledger.leaf where index = 5');
    await expect(renderExport(file(), order, parts({ page: 10 }))).rejects.toThrow(LeafMissing);
  });

  it('that was interrupted goes on where it was, and is the same as one that was not', async () => {
    await renderExport(file('whole'), order, parts());
    const made = await interrupt();
    expect(made).toBeGreaterThan(0n);
    expect(await readdir(folder)).not.toContain('one.tar');
    const { parts: second, from } = watched();
    await renderExport(file(), order, second);
    expect(first(from)).toBe(made);
    expect((await readFile(file())).equals(await readFile(file('whole')))).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['one.tar', 'whole.tar']);
  });

  it.each(['jsonl', 'csv'])('begins anew when its %s was lost meanwhile', async (spool) => {
    await renderExport(file('whole'), order, parts());
    await interrupt();
    await truncate(`${file()}.${spool}.part`, 100);
    const { parts: second, from } = watched();
    await renderExport(file(), order, second);
    expect(first(from)).toBe(0n);
    expect((await readFile(file())).equals(await readFile(file('whole')))).toBe(true);
  });

  it('begins anew when something else was asked for', async () => {
    await interrupt();
    const { parts: second, from } = watched();
    await renderExport(file(), { ...order, filter: { reasonCode: 'customer_request' } }, second);
    expect(first(from)).toBe(0n);
    expect(await verifyExport(createReadStream(file()), policy)).toMatchObject({ ok: true });
  });

  it('is the same where what belongs in front of its lines is not as long as was foreseen', async () => {
    await renderExport(file('whole'), order, parts());
    const made = await interrupt();
    await moveLines();
    const { parts: second, from } = watched();
    await renderExport(file(), order, second);
    expect(first(from)).toBe(made);
    expect((await readFile(file())).equals(await readFile(file('whole')))).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['one.tar', 'whole.tar']);
  });

  it('is not there, nor anything that looks like it, when the disk is full', async () => {
    // The kernel's own full disk, before a note of how far it came.
    const { parts: watching, from } = watched();
    let full: Promise<void> | undefined;
    const read: RenderParts['read'] = async (work) => {
      const answer = await watching.read(work);
      if (from.length >= 20) await (full ??= symlink('/dev/full', `${file()}.progress.part.new`));
      return answer;
    };
    await expect(renderExport(file(), order, parts({ read }))).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not there when the disk is full at its end', async () => {
    await interrupt();
    // What it has cannot stay where it is, and there is no room for another.
    await moveLines();
    await symlink('/dev/full', `${file()}.part`);
    await expect(renderExport(file(), order, parts())).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await readdir(folder)).toEqual([]);
  });
});
