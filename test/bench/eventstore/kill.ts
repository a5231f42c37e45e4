import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { Row } from '../report.js';
import { startNode, type Child } from './node-process.js';
import { scratchPostgres } from './scratch-postgres.js';

const WRITERS = 16;
const BATCH = 5;

/** An append under way or done: its events' ids in order. */
interface Append {
  readonly ids: readonly string[];
  acknowledged: boolean;
}

/**
 * `npm run bench -- eventstore-kill [TIMES]`: kills the node in the middle of load, again and again, and then holds the
 * log against what was acknowledged. Every figure but the first two and the last should be 0.
 */
export async function bench([times = '20']: readonly string[]): Promise<Row[]> {
  const postgres = await scratchPostgres();
  try {
    const url = await postgres.database('log');
    const appends: Append[] = [];
    const recoveries: number[] = [];
    let node = await startNode(url);
    for (let kill = 1; kill <= Number(times); kill++) {
      process.stderr.write(`kill ${kill} of ${times} …      \r`);
      const load = writeUntilItBreaks(node, appends);
      await sleep(150 + Math.random() * 400);
      node.process.kill('SIGKILL');
      await once(node.process, 'exit');
      const killed = performance.now();
      node = await startNode(url);
      recoveries.push(performance.now() - killed);
      await load;
    }
    const rows = await check(node.address, appends);
    await node.stop();
    return [
      ...rows,
      { what: 'longest time from a kill to listening again', figure: Math.max(...recoveries), unit: 'ms' },
    ];
  } finally {
    await postgres.stop();
  }
}

async function writeUntilItBreaks(node: Child, appends: Append[]): Promise<void> {
  const client = EventStoreDBClient.connectionString(node.address);
  const writer = async (stream: string) => {
    for (;;) {
      const events = Array.from({ length: BATCH }, (_, n) => jsonEvent({ type: 'kill', data: { n } }));
      const append: Append = { ids: events.map(({ id }) => id), acknowledged: false };
      appends.push(append);
      await client.appendToStream(stream, events);
      append.acknowledged = true;
    }
  };
  const writers = Array.from({ length: WRITERS }, () => writer(`kill-${randomUUID()}`));
  // Every writer ends by its append failing: that is the kill.
  await Promise.allSettled(writers);
  await client.dispose();
}

async function check(address: string, appends: readonly Append[]): Promise<Row[]> {
  const client = EventStoreDBClient.connectionString(address);
  const seen = new Map<string, number>();
  let [gaps, expected] = [0, 1n];
  for await (const { event } of client.readAll()) {
    if (event!.position.commit !== expected) gaps++;
    expected = event!.position.commit + 1n;
    seen.set(event!.id, (seen.get(event!.id) ?? 0) + 1);
  }
  await client.dispose();
  const counts = appends.map(({ ids, acknowledged }) => ({ found: ids.map((id) => seen.get(id) ?? 0), acknowledged }));
  const whole = (found: readonly number[]) => found.every((count) => count === 1);
  const acknowledged = counts.filter((append) => append.acknowledged);
  const halves = counts.filter(({ found }) => found.some((count) => count > 0) && !whole(found));
  const unit = '';
  return [
    { what: 'appends acknowledged', figure: acknowledged.length, unit },
    { what: 'appends not acknowledged', figure: counts.length - acknowledged.length, unit },
    {
      what: 'acknowledged, but not there exactly once',
      figure: acknowledged.filter(({ found }) => !whole(found)).length,
      unit,
    },
    { what: 'half written', figure: halves.length, unit },
    { what: 'gaps in the positions', figure: gaps, unit },
  ];
}
