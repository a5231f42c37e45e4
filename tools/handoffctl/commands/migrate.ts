import type { Command } from 'commander';
import { migrate } from '#read-models';
import { findInstallation, withDataOption, type DataOption } from '../installation.js';

export function registerMigrate(program: Command): void {
  withDataOption(program.command('migrate'))
    .description('bring the database to the schema of this program, or leave it as it is')
    .addHelpText(
      'after',
      `
  It works as the owner of the schema (HANDOFF_DATABASE_OWNER_URL), under a lock: any number may run at once.
  "npm start" does it by itself. A database of a newer program is refused, and nothing is changed.`,
    )
    .action(async (where: DataOption) => {
      const { configuration } = await findInstallation(where, ['databaseOwnerUrl']);
      console.log(`The schema is at ${await migrate(configuration.databaseOwnerUrl)}.`);
    });
}
