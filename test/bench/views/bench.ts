import { parseArgs } from 'node:util';
import { setStage } from '../commands/stage.js';
import type { Row } from '../report.js';
import { fillLog } from './fill-log.js';
import { openParts } from './parts.js';
import { queuePages } from './queue-page.js';
import { rebuildBeside } from './rebuild.js';
import { visible } from './visible.js';

/**
 * `npm run bench -- views [--events N] [--closed N] [--seconds N] [--only rebuild|queue|visible]`: all views anew beside the floor; the
 * queue's first page with many closed conversations beside few; from an append to its row in the queue, at 200 commands a second.
 */
export async function bench(args: readonly string[]): Promise<Row[]> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '1000000' },
      closed: { type: 'string', default: '1000000' },
      seconds: { type: 'string', default: '20' },
      only: { type: 'string' },
    },
  });
  const does = (what: string) => values.only === undefined || values.only === what;
  const rows: Row[] = [];
  if (does('rebuild')) rows.push(...(await onStage((stage, parts) => rebuilt(stage, parts, Number(values.events)))));
  if (does('visible')) rows.push(...(await onStage((stage, parts) => visible(stage, parts, Number(values.seconds)))));
  if (does('queue')) rows.push(...(await onStage((stage, parts) => queuePages(stage, parts, Number(values.closed)))));
  return rows;
}

type Work = (stage: Awaited<ReturnType<typeof setStage>>, parts: ReturnType<typeof openParts>) => Promise<Row[]>;

const rebuilt = async (...[stage, parts, events]: [...Parameters<Work>, number]): Promise<Row[]> => {
  process.stderr.write(`filling the log with ${events} events …\n`);
  let told = 0;
  const count = await fillLog(parts.store, events, (filled) => {
    if (filled - told < events / 10) return;
    told = filled;
    process.stderr.write(`  ${filled}\n`);
  });
  return rebuildBeside(stage, parts, count);
};

/** Each on a log and a database of its own. */
async function onStage(work: Work): Promise<Row[]> {
  const stage = await setStage();
  const parts = openParts(stage);
  try {
    return await work(stage, parts);
  } finally {
    await parts.stop();
    await stage.stop();
  }
}
