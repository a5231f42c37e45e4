import { parseArgs } from 'node:util';
import { runCrowd } from './crowd.js';
import { runFencing } from './fencing.js';
import { runFuzz } from './fuzz.js';
import { runKills } from './kill.js';

const usage = `npm run test:faults [-- --rounds N] [--load-ms N]
  kills every process of the product under load and starts it again on the same data, N times (default 5), each after a random
  part of --load-ms (default 4000), and counts the violations of the invariants

npm run test:faults -- --fencing N
  N conversations in which an agent answers late, twice, after takeovers and returns, at random moments

npm run test:faults -- --fuzz N
  sends N requests that nobody meant to every route, made from /openapi.json: 5xx must be 0, and the log must hold nothing
  that its schemas would refuse; 100000 take some minutes

npm run test:faults -- --crowd N
  holds what callers wait while there are idle connections, slow clients and one caller at ten times the rate limit against what
  they wait without, in N rounds: 99 of 100 within twice the calm value

--seed S has a run again; exit code 1 when something is wrong`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    'load-ms': { type: 'string', default: '4000' },
    fencing: { type: 'string' },
    fuzz: { type: 'string' },
    crowd: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', short: 'h' },
  },
});
const [rounds, loadMs, seed] = [Number(values.rounds), Number(values['load-ms']), Number(values.seed)];
if (values.help || !(rounds >= 1) || !(loadMs >= 1)) {
  process.stdout.write(`${usage}\n`);
  process.exit(values.help ? 0 : 1);
}

process.exit((await run()) ? 0 : 1);

/** @returns whether all is well */
function run(): Promise<boolean> {
  if (values.fencing !== undefined) return runFencing(Number(values.fencing), seed);
  if (values.fuzz !== undefined) return runFuzz(Number(values.fuzz), seed);
  if (values.crowd !== undefined) return runCrowd(Number(values.crowd));
  return runKills(rounds, loadMs);
}
