import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LogEntry } from '#event-store';
import { createViewsDatabase, type ViewsDatabase } from '../../test/database.js';
import { closed } from '../../test/sealed-story.js';
import { Story, workspaceIds } from '../../test/story.js';
import { heldInMemory, type HeldCheckpoints } from './held-checkpoints.js';
import { LedgerKeys } from './ledger-keys.js';
import { commitLeaves } from './run-sequencer.js';
import { Signer, type SignerOptions } from './run-signer.js';

const [workspaceId] = workspaceIds;
const keys = new LedgerKeys('test.example/ledger', [randomBytes(32).toString('hex')]);

let database: ViewsDatabase;
let story: Story;
let stop: AbortController;
let signed: (size: bigint) => Promise<void>;
let running: Promise<void>;
let signer: Signer;
let from = -1n;

/** Sequences what the story told since. */
async function sequence(): Promise<void> {
  const entries: readonly LogEntry[] = closed(story.events).filter(({ position }) => position > from);
  const client = await database.ledger.connect();
  const grown = await commitLeaves(client, from, { entries, position: entries.at(-1)!.position });
  client.release();
  from = entries.at(-1)!.position;
  signer?.sequenced(grown);
}

/** Runs a signer that would wait an hour if it were not woken. */
function run(held: HeldCheckpoints, options: Partial<SignerOptions> = {}): void {
  const sizes: bigint[] = [];
  const waiting = new Set<() => void>();
  signed = async (size) => {
    while (!sizes.includes(size)) await new Promise<void>((resolve) => waiting.add(resolve));
  };
  signer = new Signer({
    ...{ pool: database.ledger, keys, held, signal: stop.signal, everyMs: 3_600_000, leaves: 2 },
    onSigned: (id, size) => {
      if (id === workspaceId) sizes.push(size);
      for (const look of waiting) look();
    },
    onFault: (error) => {
      throw error;
    },
    ...options,
  });
  running = signer.run();
}

function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

const sizeNow = async () => {
  const { rows } = await database.ledger.query<{ size: string }>(
    'select count(*) as size from ledger.leaf where workspace_id = $1',
    [workspaceId],
  );
  return BigInt(rows[0]!.size);
};

beforeEach(async () => {
  database = await createViewsDatabase();
  story = new Story();
  stop = new AbortController();
  from = -1n;
  await sequence();
});

afterEach(async () => {
  stop.abort();
  await running;
  await database.drop();
});

describe('the signer', () => {
  it('signs what waits at its start, and then as soon as many leaves wait', async () => {
    run(heldInMemory());
    await signed(await sizeNow());
    story.conversation(0, 'one', 'k1').says('a person', { asks: true });
    story.conversation(0, 'two', 'k2').says('a person', { asks: true });
    await sequence();
    await signed(await sizeNow());
  });

  it('signs the first leaves of a new workspace at once, however few', async () => {
    const newcomer = randomUUID();
    const { promise, resolve } = withResolvers<bigint>();
    const begun = withResolvers<void>();
    run(heldInMemory(), {
      leaves: 1_000,
      onSigned: (id, size) => (id === newcomer ? resolve(size) : begun.resolve()),
    });
    await begun.promise;
    const founded = closed(story.events).find(({ stream }) => stream.startsWith('workspace-'))!;
    const position = from + 1n;
    const entry = { ...founded, position, metadata: { ...founded.metadata, workspaceId: newcomer } };
    const client = await database.ledger.connect();
    const grown = await commitLeaves(client, from, { entries: [entry], position });
    client.release();
    signer.sequenced(grown);
    expect(await promise).toBe(1n);
  });

  it('does not let wait those that came while it signed', async () => {
    const memory = heldInMemory();
    const size = await sizeNow();
    let came = false;
    run({
      ...memory,
      keep: async (id, note) => {
        if (id === workspaceId && !came) {
          came = true;
          story.conversation(0, 'one', 'k1').says('a person', { asks: true });
          story.conversation(0, 'two', 'k2').says('a person', { asks: true });
          await sequence();
        }
        await memory.keep(id, note);
      },
    });
    await signed(size);
    await signed(await sizeNow());
  });

  it('signs a silent log anew an hour after it was last signed, whoever signed it', async () => {
    run(heldInMemory());
    await signed(await sizeNow());
    stop.abort();
    await running;
    const owner = await database.asOwner();
    await owner.query(
      `update ledger.checkpoint set signed_at = now() - interval '61 minutes' where workspace_id = $1`,
      [workspaceId],
    );
    stop = new AbortController();
    run(heldInMemory());
    await signed(await sizeNow());
    const rows = await owner.query<{ workspace_id: string; count: string }[]>(
      'select workspace_id, count(*) from ledger.checkpoint group by 1 order by count(*) desc',
    );
    expect(rows.map(({ count }) => Number(count))).toEqual([2, 1]);
    expect(rows[0]!.workspace_id).toBe(workspaceId);
  });

  it('tells of a connection that breaks while it signs, and signs on another one', async () => {
    const memory = heldInMemory();
    const faults: unknown[] = [];
    let broken = false;
    // As every process has it, for connections that nobody uses.
    database.ledger.on('error', () => undefined);
    const held: HeldCheckpoints = {
      ...memory,
      keep: async (id, note) => {
        if (!broken) {
          broken = true;
          const owner = await database.asOwner();
          await owner.query(
            `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
          );
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
        await memory.keep(id, note);
      },
    };
    run(held, { everyMs: 50, onFault: (error) => faults.push(error) });
    await signed(await sizeNow());
    expect(faults).toHaveLength(1);
  });
});
