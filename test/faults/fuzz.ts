import { Presets, SingleBar } from 'cli-progress';
import { checkControl, readLog } from './checker.js';
import { checkSchemas } from './fuzz/log-check.js';
import { describedRoutes, otherRoutes } from './fuzz/routes.js';
import { fuzz } from './fuzz/run.js';
import { besideStandalone } from './fuzz/standalone-world.js';
import { openWorld } from './fuzz/world.js';
import { untilReady } from './kill-round.js';
import { dataFolder, Standalone } from './standalone.js';

/** Nothing is waited for in vain, and nobody is told to slow down: what lies behind the limits is looked at. */
const settings = {
  HANDOFF_LONG_POLL_LIMIT_MS: '50',
  HANDOFF_READ_YOUR_WRITES_LIMIT_MS: '300',
  HANDOFF_RATE_PER_MEMBER: '0',
  HANDOFF_RATE_PER_INTEGRATION: '0',
  HANDOFF_RATE_PER_ADDRESS: '0',
};

/** Sends so many requests that nobody meant to every route of a standalone; tells what came of it. @returns whether all is well */
export async function runFuzz(requests: number, seed: number): Promise<boolean> {
  const folder = await dataFolder();
  const standalone = new Standalone(folder.dir, ['--port', '0'], '', settings);
  const { url } = await standalone.ready();
  const beside = await besideStandalone(folder.dir);
  const routes = [...(await describedRoutes(url)), ...otherRoutes];
  say(`${requests} requests to ${routes.length} routes, seed ${seed}`);
  const bar = new SingleBar({ format: '{bar} {percentage}% {value}/{total} {eta_formatted}' }, Presets.shades_classic);
  bar.start(requests, 0);
  const started = performance.now();
  const outcome = await fuzz(() => openWorld(beside), routes, { requests, seed, onSent: (n) => bar.increment(n) });
  const seconds = (performance.now() - started) / 1_000;
  bar.stop();
  await untilReady(url);
  const events = await readLog(beside.log);
  const violations = [...checkControl(events), ...(await checkSchemas(url, events))];
  await beside.close();
  const { code, said } = await standalone.interrupt();

  say(`in ${seconds.toFixed(0)} s, ${Math.round(outcome.sent / seconds)} requests/s; answers by status:`);
  say(JSON.stringify(outcome.byStatus));
  say(`${outcome.succeeded.size} of ${routes.length} routes did what was asked at least once`);
  say(`${outcome.faults.length} answers that must not be; ${events.length} events, ${violations.length} wrong`);
  for (const { route, fault, request } of outcome.faults.slice(0, 20)) say(`\n${route}: ${fault}\n${request}`);
  for (const { invariant, stream, what } of violations.slice(0, 20)) say(`${invariant} ${stream}: ${what}`);
  const lines = said.split('\n').filter((line) => line.includes('failed'));
  if (outcome.faults.length > 0) say(`\nThe server said:\n${lines.slice(0, 20).join('\n')}`);
  const well = outcome.faults.length === 0 && violations.length === 0 && code === 0;
  if (well) await folder.remove();
  else say(`The data is kept in ${folder.dir}.`);
  return well;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
