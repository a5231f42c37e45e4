import { writeReport, type Bench } from './report.js';

/** Every benchmark by name: `npm run bench -- NAME`. One line each. */
const benches: Readonly<Record<string, () => Promise<{ readonly bench: Bench }>>> = {
  commands: () => import('./commands/bench.js'),
  deadlines: () => import('./deadlines/bench.js'),
  detection: () => import('./detection/bench.js'),
  eventstore: () => import('./eventstore/bench.js'),
  'eventstore-kill': () => import('./eventstore/kill.js'),
  ledger: () => import('./ledger/bench.js'),
  notices: () => import('./notices/bench.js'),
  relay: () => import('./relay/bench.js'),
  views: () => import('./views/bench.js'),
};

const [name = '', ...args] = process.argv.slice(2);
const load = benches[name];
if (load) {
  const { bench } = await load();
  await writeReport(name, await bench(args));
} else {
  console.error(`Which benchmark? npm run bench -- ${Object.keys(benches).join(' | ')}`);
  process.exitCode = 1;
}
