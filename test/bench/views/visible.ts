import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { ViewPositions } from '#read-models';
import type { Stage } from '../commands/stage.js';
import { residentMegabytes } from '../eventstore/node-process.js';
import type { Row } from '../report.js';
import { nextConversation, settings } from './histories.js';
import type { Parts } from './parts.js';
import { percentile } from './percentile.js';

const perSecond = 200;
/**
 * MiB. Left to itself, V8 lets garbage grow by hundreds of megabytes before it looks, whatever is in use: what a projector needs shows
 * only where it may have no more.
 */
const smallHeap = ['--max-semi-space-size=8', '--max-old-space-size=96'];
const main = path.resolve(import.meta.dirname, '../../../apps/projector/src/main.js');

/** From the begin of an append to the moment its row can be queried, the projector in a process of its own. */
export async function visible(stage: Stage, { store }: Parts, seconds: number): Promise<Row[]> {
  process.stderr.write(`${perSecond} appends a second for ${seconds} s …\n`);
  const projector = startProjector(stage);
  const listener = new Pool({ connectionString: stage.roleUrls.handoff_api, max: 2 });
  const positions = new ViewPositions(listener);
  positions.start();
  const began = new Map<bigint, number>();
  const took: number[] = [];
  const waiting = new Set<bigint>();
  positions.onAdvance((reached) => {
    const now = performance.now();
    for (const position of [...waiting])
      if (position <= reached) {
        waiting.delete(position);
        took.push(now - began.get(position)!);
      }
  });
  let last = 0n;
  for (const { stream, events } of settings()) last = (await store.append(stream, 'no_stream', events)).position;
  if (!(await positions.waitFor(last, 60_000))) throw new Error('the projector does not follow');
  const memory: number[] = [];
  const total = perSecond * seconds;
  const appends: Promise<void>[] = [];
  const start = performance.now();
  for (let n = 0; n < total;) {
    // One command after another, as the conversation went: an append for each.
    const { stream, events } = nextConversation(n);
    let revision: bigint | 'no_stream' = 'no_stream';
    const chain = async () => {
      for (const event of events) {
        const at = performance.now();
        const { position, revision: reached } = await store.append(stream, revision, [event]);
        revision = reached;
        began.set(position, at);
        if (positions.current >= position) took.push(performance.now() - at);
        else waiting.add(position);
        await pause(perConversationMs);
      }
    };
    appends.push(chain());
    n += events.length;
    const due = start + (n / perSecond) * 1_000;
    if (due > performance.now()) await pause(due - performance.now());
    if (appends.length % 50 === 0) memory.push(await residentMegabytes(projector.pid));
  }
  await Promise.all(appends);
  const rate = began.size / ((performance.now() - start) / 1_000);
  for (let waited = 0; waiting.size > 0 && waited < 30_000; waited += 50) await pause(50);
  await positions.stop();
  await listener.end();
  await projector.stop();
  const late = Math.max(...memory);
  const early = Math.max(...memory.slice(0, Math.ceil(memory.length / 4)));
  const row = (what: string, figure: number, limit: number): Row => ({
    what,
    figure,
    unit: 'ms',
    against: { what: `${limit} ms allowed`, ratio: limit / figure, target: 1 },
  });
  return [
    { what: 'appends', figure: rate, unit: 'per second' },
    { what: 'became visible', figure: took.length, unit: `of ${began.size}` },
    row('append to visible, p50', percentile(took, 0.5), 50),
    row('append to visible, p99', percentile(took, 0.99), 250),
    {
      what: 'projector, most memory (heap: 96 MiB old, 8 MiB young)',
      figure: late,
      unit: 'MB',
      against: { what: 'first quarter over all (1: flat)', ratio: early / late, target: 0.8 },
    },
  ];
}

/** Between two commands of one conversation: some dozens go on at the same time. */
const perConversationMs = 100;

function startProjector({ eventStoreUrl, roleUrls, masterKey }: Stage) {
  const child = spawn(process.execPath, [...smallHeap, main], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      HANDOFF_EVENT_STORE_URL: eventStoreUrl,
      HANDOFF_DATABASE_PROJECTOR_URL: roleUrls.handoff_projector,
      HANDOFF_DATABASE_KEYS_URL: roleUrls.handoff_keys,
      HANDOFF_MASTER_KEY: masterKey,
      // As in production, the same process keeps the ledger.
      HANDOFF_DATABASE_LEDGER_URL: roleUrls.handoff_ledger,
      HANDOFF_LEDGER_KEY: randomBytes(32).toString('hex'),
    },
  });
  const exit = once(child, 'exit');
  return {
    pid: child.pid,
    stop: async () => {
      child.kill('SIGTERM');
      await exit;
    },
  };
}
