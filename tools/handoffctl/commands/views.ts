import type { Command } from 'commander';
import { streamPrefixes } from '#event-store';
import {
  askingBy,
  findOutdated,
  listParked,
  projections,
  retryParked,
  ViewPositions,
  type ParkedStream,
} from '#read-models';
import { counted } from '../../narration/words.js';
import { Failure } from '../failure.js';
import { withDataOption, type DataOption } from '../installation.js';
import { projectionNamed } from '../named-views.js';
import { withViews } from '../views-machinery.js';
import { registerRebuild } from './views-rebuild.js';

export function registerViews(program: Command): void {
  const command = program.command('views').description('the views: what is parked, try again, build anew');
  registerList(command);
  registerParked(command);
  registerRetry(command);
  registerRebuild(command);
}

/** How long running views may take to show what is in the log now, in milliseconds. */
const soonMs = 2_000;

function registerList(command: Command): void {
  withDataOption(command.command('list'))
    .description('every view, how far they are, which stand still, and how many streams each has parked')
    .action((where: DataOption) =>
      withViews(where, {}, async ({ pool, store }) => {
        const head = (await store.head(streamPrefixes)) ?? -1n;
        const positions = new ViewPositions(pool);
        const all = await positions.waitFor(head, soonMs);
        console.log(`At position ${positions.current}: ${all ? 'all of the log' : `the log is at ${head}`}.`);
        const parked = await listParked(pool);
        const outdated = await findOutdated(askingBy(pool));
        for (const { name, version } of projections) {
          const count = parked.filter(({ projection }) => projection === name).length;
          const still = outdated.find(({ view }) => view === name);
          const notes = [
            ...(count === 0 ? [] : [`${counted(count, 'stream')} parked`]),
            ...(still
              ? [`stands still at ${still.position} with rows of version ${still.kept}: views rebuild ${name}`]
              : []),
          ];
          console.log([`${name.padEnd(24)} version ${version}`, ...notes].join('  '));
        }
      }),
    );
}

function registerParked(command: Command): void {
  withDataOption(command.command('parked [name]'))
    .description('streams that a view passes over, since it could not apply one of their events')
    .option('--json', 'as JSON lines')
    .action((name: string | undefined, { json, ...where }: DataOption & { readonly json?: boolean }) =>
      withViews(where, {}, async ({ pool }) => {
        const parked = await listParked(pool, name === undefined ? undefined : projectionNamed(name).name);
        if (parked.length === 0 && !json) console.log('Nothing is parked.');
        for (const one of parked)
          console.log(json ? JSON.stringify({ ...one, revision: String(one.revision) }) : described(one));
      }),
    );
}

function described({ projection, stream, revision, eventType, problem }: ParkedStream): string {
  return `${projection}  ${stream}  since ${eventType} at revision ${revision}: ${problem}`;
}

function registerRetry(command: Command): void {
  withDataOption(command.command('retry <name>'))
    .description('try the parked streams of a view again; the running projector waits meanwhile')
    .option('--stream <stream>', 'this one only')
    .action((name: string, { stream, ...where }: DataOption & { readonly stream?: string }) =>
      withViews(where, {}, async (machinery) => {
        const projection = projectionNamed(name);
        const results = await retryParked(machinery, projection, stream);
        if (results.length === 0)
          console.log(stream === undefined ? `${name} has nothing parked.` : `${name} has not parked ${stream}.`);
        for (const { stream: one, problem } of results)
          console.log(problem === null ? `${one} flows again.` : `${one} stays parked: ${problem}`);
        const stuck = results.filter(({ problem }) => problem !== null).length;
        if (stuck > 0) throw new Failure(`${counted(stuck, 'stream')} could not be applied.`);
      }),
    );
}
