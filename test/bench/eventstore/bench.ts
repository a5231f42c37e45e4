import path from 'node:path';
import type { Row } from '../report.js';
import { bareCommits } from './bare-commits.js';
import { clientAppends } from './client-appends.js';
import { emmettAppends, installEmmett } from './emmett-appends.js';
import { median } from './load.js';
import { startNode, startProgram } from './node-process.js';
import { fillLog, readAll } from './read-all.js';
import { scratchPostgres } from './scratch-postgres.js';

const CONCURRENCY = [1, 8, 32] as const;
const LOG = 1_000_000;

/** `npm run bench -- eventstore [ROUNDS] [SECONDS]`: everything in one run, on one PostgreSQL with fsync on. */
export async function bench([rounds = '3', seconds = '3']: readonly string[]): Promise<Row[]> {
  await installEmmett();
  const postgres = await scratchPostgres();
  try {
    const log = await postgres.database('log');
    const node = await startNode(log);
    try {
      const others = { bare: await postgres.database('bare'), emmett: await postgres.database('emmett') };
      const appends = await measureAppends(node.address, others, Number(rounds), Number(seconds) * 1_000);
      return [...appends, ...(await measureReading(node.address, node.process.pid))];
    } finally {
      await node.stop();
    }
  } finally {
    await postgres.stop();
  }
}

/** Rounds alternate between the contenders, so that what else the machine does meets them alike; medians count. */
async function measureAppends(
  address: string,
  urls: { readonly bare: string; readonly emmett: string },
  rounds: number,
  milliseconds: number,
): Promise<Row[]> {
  const bare = await bareCommits(urls.bare);
  const ours = clientAppends(address);
  const contenders = {
    bare: (n: number) => bare.measure(n, milliseconds),
    'one client': (n: number) => ours.inFlight(n, milliseconds),
    clients: (n: number) => ours.clients(n, milliseconds),
    emmett: (n: number) => emmettAppends(urls.emmett, n, milliseconds),
  };
  const figures = new Map<string, number[]>();
  await ours.inFlight(32, 2_000); // Warm up the node and ourselves.
  for (let round = 1; round <= rounds; round++) {
    for (const n of CONCURRENCY) {
      for (const [name, measure] of Object.entries(contenders)) {
        process.stderr.write(`round ${round} of ${rounds}: ${name}, ${n} …      \r`);
        const key = `${name} ${n}`;
        figures.set(key, [...(figures.get(key) ?? []), await measure(n)]);
      }
    }
  }
  await bare.close();
  await ours.close();
  const figure = (name: keyof typeof contenders, n: number) => median(figures.get(`${name} ${n}`) ?? []);
  return CONCURRENCY.flatMap((n) => appendRows(n, figure));
}

function appendRows(
  n: number,
  figure: (name: 'bare' | 'one client' | 'clients' | 'emmett', n: number) => number,
): Row[] {
  const unit = 'appends/s';
  const [bare, ours, clients, emmett] = [
    figure('bare', n),
    figure('one client', n),
    figure('clients', n),
    figure('emmett', n),
  ];
  const target = (value: number) => (n === 32 ? { target: value } : {});
  return [
    { what: `bare single-row commits, ${n} connections`, figure: bare, unit },
    { what: `Emmett on PostgreSQL, ${n} in flight`, figure: emmett, unit },
    {
      what: `${n} clients, one in flight each`,
      figure: clients,
      unit,
      against: { what: 'bare', ratio: clients / bare },
    },
    {
      what: `one client, ${n} in flight`,
      figure: ours,
      unit,
      against: { what: 'bare', ratio: ours / bare, ...target(0.4) },
    },
    { what: `the same`, figure: ours, unit, against: { what: 'Emmett', ratio: ours / emmett, ...target(1.5) } },
  ];
}

async function measureReading(address: string, pid: number | undefined): Promise<Row[]> {
  process.stderr.write('filling the log to a million events …      \r');
  await fillLog(address, LOG);
  const ready = await startProgram(path.join(import.meta.dirname, 'preencoded-server.js'), [address]);
  process.stderr.write('reading a million events, three times each …      \r');
  const floors: number[] = [];
  const ours: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < 3; round++) {
    floors.push((await readAll(ready.address, LOG, ready.process.pid)).perSecond);
    const read = await readAll(address, LOG, pid);
    ours.push(read.perSecond);
    memory.push(...read.memory);
  }
  await ready.stop();
  const [floor, figure] = [median(floors), median(ours)];
  const unit = 'events/s';
  const third = Math.floor(memory.length / 3);
  const [early, late] = [Math.max(...memory.slice(0, third)), Math.max(...memory.slice(-third))];
  return [
    { what: 'pre-encoded responses from memory', figure: floor, unit },
    { what: 'reading $all', figure, unit, against: { what: 'pre-encoded', ratio: figure / floor, target: 0.6 } },
    { what: 'memory of the node, first million', figure: early, unit: 'MB' },
    { what: 'memory of the node, third million', figure: late, unit: 'MB' },
  ];
}
