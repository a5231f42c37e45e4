import type { Command } from 'commander';
import type { Pool } from 'pg';
import { askDeadLetters, listDeadLetters, type DeadLetter } from '#messaging';
import { counted } from '../../narration/words.js';
import { commandPool } from '../command-pool.js';
import { Failure } from '../failure.js';
import { findInstallation, withDataOption, type DataOption } from '../installation.js';
import { assertSchemaOf } from '../views-machinery.js';

export function registerDeadLetters(program: Command): void {
  const command = program
    .command('dead-letters')
    .description('events that a group of consumers could not deal with: what they are, try again, pass over');
  registerList(command);
  registerAsk(command, 'retry', 'go on with the parked streams of a group, from the events they stand at');
  registerAsk(command, 'skip', 'go on with the parked streams of a group, behind the events they stand at');
}

function registerList(command: Command): void {
  withDataOption(command.command('list [group]'))
    .description('every letter, of one group or of all: where its stream stands, and why')
    .option('--json', 'as JSON lines')
    .action(async (group: string | undefined, { json, ...where }: DataOption & { readonly json?: boolean }) => {
      const letters = await withDatabase(where, (pool) => listDeadLetters(pool, group));
      if (letters.length === 0 && !json) console.log('There are no dead letters.');
      for (const letter of letters)
        console.log(json ? JSON.stringify({ ...letter, revision: letter.revision?.toString() ?? null }) : told(letter));
    });
}

function registerAsk(command: Command, wish: 'retry' | 'skip', description: string): void {
  withDataOption(command.command(`${wish} <group> [id...]`))
    .description(`${description} (ids: these letters only)`)
    .action(async (group: string, ids: readonly string[], where: DataOption) => {
      const wrong = ids.find((id) => !/^\d{1,18}$/.test(id));
      if (wrong !== undefined)
        throw new Failure(`"${wrong}" is not the id of a dead letter: "dead-letters list" shows them.`);
      const found = await withDatabase(where, (pool) =>
        askDeadLetters(pool, wish, { group, ...(ids.length === 0 ? {} : { ids }) }),
      );
      const which = ids.length === 0 ? '' : ' with these ids';
      if (found === 0)
        throw new Failure(`${group} has no dead letters${which}${wish === 'retry' ? ' that can be tried again' : ''}.`);
      const done = wish === 'retry' ? 'tries again' : 'passes over';
      console.log(`${group} ${done} ${counted(found, 'letter')} within seconds of running; "list" shows what is left.`);
    });
}

function told({
  id,
  group,
  topic,
  stream,
  revision,
  eventType,
  place,
  problem,
  attempts,
  failedAt,
  asked,
}: DeadLetter) {
  const where = stream === null ? `${topic} ${place}` : `${stream}  since ${eventType} at revision ${revision}`;
  const tries = attempts === 1 ? '' : ` (${attempts} attempts)`;
  const wish = asked === null ? '' : `  [${asked} asked]`;
  return `${id}  ${group}  ${failedAt.toISOString()}  ${where}: ${problem}${tries}${wish}`;
}

/** Works as `handoff_projector`, as consumers do. */
async function withDatabase<T>(where: DataOption, work: (pool: Pool) => Promise<T>): Promise<T> {
  const { configuration } = await findInstallation(where, ['databaseProjectorUrl']);
  await assertSchemaOf(configuration.databaseProjectorUrl);
  const pool = commandPool(configuration.databaseProjectorUrl, 1);
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}
