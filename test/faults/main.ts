import { parseArgs } from 'node:util';
import { killRound, targetOf } from './kill-round.js';
import { dataFolder, Standalone } from './standalone.js';
import type { Acknowledged } from './checker.js';

const usage = `npm run test:faults [-- --rounds N] [--load-ms N]

  kills every process of the product under load and starts it again on the same data, N times (default 5), each after a random
  part of --load-ms (default 4000), and counts the violations of the invariants; exit code 1 when there is one`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    'load-ms': { type: 'string', default: '4000' },
    help: { type: 'boolean', short: 'h' },
  },
});
const [rounds, loadMs] = [Number(values.rounds), Number(values['load-ms'])];
if (values.help || !(rounds >= 1) || !(loadMs >= 1)) {
  console.log(usage);
  process.exit(values.help ? 0 : 1);
}

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

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
