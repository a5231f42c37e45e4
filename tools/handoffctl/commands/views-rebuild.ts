import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { RebuildInterrupted, rebuildViews, type Rebuilt, type View } from '#read-models';
import { counted } from '../../narration/words.js';
import { Failure } from '../failure.js';
import { withDataOption, type DataOption } from '../installation.js';
import { viewsNamed } from '../named-views.js';
import { withViews, type ViewsMachinery } from '../views-machinery.js';

export function registerRebuild(command: Command): void {
  withDataOption(command.command('rebuild <name...>'))
    .description(
      'fold views anew from the log, compare them with the live ones, and put them in place ("all": every view)',
    )
    .addHelpText(
      'after',
      `
  The live view serves meanwhile. Interrupted, the same command goes on from where it came to.
  Ends with 1 when a rebuilt view was not equal to the one it replaced, byte for byte.`,
    )
    .action(async (names: string[], where: DataOption) => {
      const chosen = viewsNamed(names);
      const results = await withViews(where, { asOwner: true }, (machinery) => rebuildWithBar(chosen, machinery));
      const different = results.filter(({ equal }) => !equal);
      if (different.length > 0)
        throw new Failure(
          `${counted(different.length, 'view')} differed from what was live: the log's is in place now.`,
        );
    });
}

/** All of them together: the log is read once. */
async function rebuildWithBar(chosen: readonly View[], { store, pool, owner }: ViewsMachinery): Promise<Rebuilt[]> {
  const interrupted = new AbortController();
  const stop = () => interrupted.abort();
  process.once('SIGINT', stop);
  const title = chosen.length === 1 ? chosen[0]!.name : counted(chosen.length, 'view');
  const bar = new SingleBar(
    {
      format: `${title.padEnd(20)} {bar} {percentage} %  {events} events, {duration_formatted}`,
      stream: process.stderr,
      noTTYOutput: false,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  bar.start(1, 0, { events: 0 });
  try {
    return await rebuildViews(chosen, {
      store,
      owner: owner!,
      pool,
      signal: interrupted.signal,
      onProgress: ({ position, live, events }) => {
        bar.setTotal(Math.max(1, Number(live)));
        bar.update(Math.max(0, Number(position)), { events });
      },
      onRebuilt: (rebuilt) => {
        bar.stop();
        console.log(told(rebuilt));
      },
    });
  } catch (error) {
    if (error instanceof RebuildInterrupted)
      throw new Failure(`Interrupted; what is live is untouched. The same command goes on from here.`);
    throw error;
  } finally {
    bar.stop();
    process.off('SIGINT', stop);
  }
}

function told({ view, position, live, rebuilt, equal }: Rebuilt): string {
  return equal
    ? `${view}: rebuilt, equal to the live one at position ${position} (${rebuilt}), and in place.`
    : `${view}: rebuilt and in place; at position ${position} it was ${rebuilt}, the live one ${live}.`;
}
