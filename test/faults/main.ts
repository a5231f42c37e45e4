import { parseArgs } from 'node:util';
import { fencingRound, fencingSettings } from './fencing-round.js';
import { killRound, targetOf } from './kill-round.js';
import { dataFolder, Standalone } from './standalone.js';
import type { Acknowledged } from './checker.js';

const usage = `npm run test:faults [-- --rounds N] [--load-ms N]
       npm run test:faults -- --fencing N

  kills every process of the product under load and starts it again on the same data, N times (default 5), each after a random
  part of --load-ms (default 4000), and counts the violations of the invariants; exit code 1 when there is one

  --fencing N   instead: N conversations in which an agent answers late, twice, after takeovers and returns, at random moments;
                --seed S has a run again`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    'load-ms': { type: 'string', default: '4000' },
    fencing: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', short: 'h' },
  },
});
const [rounds, loadMs] = [Number(values.rounds), Number(values['load-ms'])];
if (values.help || !(rounds >= 1) || !(loadMs >= 1)) {
  console.log(usage);
  process.exit(values.help ? 0 : 1);
}

if (values.fencing !== undefined) process.exit(await fencing(Number(values.fencing), Number(values.seed)));

const folder = await dataFolder();
let standalone = new Standalone(folder.dir);
await targetOf(standalone);
let acknowledged: readonly Acknowledged[] = [];
let violations = 0;
const recoveries: number[] = [];
const widths = [5, 12, 11, 12, 11, 10];
console.log('round  acknowledged  redelivered  served after  views after  violations');
for (let n = 1; n <= rounds; n += 1) {
  const done = await killRound(standalone, acknowledged, loadMs * (0.2 + 0.8 * Math.random()));
  ({ next: standalone, acknowledged } = done);
  const { round } = done;
  violations += round.violations.length;
  recoveries.push(round.viewsAfterMs);
  const cells = [n, round.acknowledged, round.redelivered, ms(round.servedAfterMs), ms(round.viewsAfterMs)];
  console.log([...cells, round.violations.length].map((cell, i) => String(cell).padStart(widths[i] ?? 10)).join('  '));
  for (const { invariant, stream, what } of round.violations.slice(0, 20))
    console.log(`       ${invariant} ${stream}: ${what}`);
}
await standalone.interrupt();
recoveries.sort((a, b) => a - b);
const p99 = recoveries[Math.ceil(recoveries.length * 0.99) - 1]!;
console.log(
  `${acknowledged.length} acknowledged, ${violations} violations; recovery p50 ${ms(recoveries[recoveries.length >> 1]!)}, p99 ${ms(p99)}`,
);
if (violations > 0) console.log(`The data is kept in ${folder.dir}.`);
else await folder.remove();
process.exit(violations > 0 ? 1 : 0);

/** @returns the exit code */
async function fencing(interleavings: number, seed: number): Promise<number> {
  const own = await dataFolder();
  const product = new Standalone(own.dir, ['--port', '0'], '', fencingSettings);
  try {
    const begun = performance.now();
    const { violations, ...counts } = await fencingRound(product, interleavings, seed);
    console.log(`${interleavings} interleavings, seed ${seed}, in ${ms(performance.now() - begun)}:`);
    console.log(`  ${counts.shown} answers shown; ${counts.refusedTurns} turns with an answer refused`);
    console.log(`  ${counts.fencedEvents} AgentReplyFenced in the log, ${counts.metric} by the metric`);
    console.log(`  ${violations.length} violations`);
    for (const violation of violations.slice(0, 20)) console.log(`    ${violation}`);
    return violations.length > 0 ? 1 : 0;
  } finally {
    await product.interrupt();
    await own.remove();
  }
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
