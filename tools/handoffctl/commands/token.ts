import { Option, type Command } from 'commander';
import { roles, type PrincipalRole } from '#access';
import { loadConfiguration } from '#configuration';
import { Failure } from '../failure.js';
import { findInstallation, withDataOption, type DataOption } from '../installation.js';
import { issueFor, type Whom } from '../local-token.js';

type TokenOptions = DataOption & Omit<Whom, 'days'> & { readonly role: PrincipalRole; readonly days: string };

export function registerToken(program: Command): void {
  withDataOption(program.command('token'))
    .description('issue a bearer token by the local issuer, and print it')
    .addOption(new Option('--role <role>', 'whom it is for').choices(roles).makeOptionMandatory())
    .option('--workspace <id>', 'of which workspace (default: the sample workspace of what runs here)')
    .option(
      '--member <id>',
      'which member, by id or, in the sample workspace, by name (default there: the first of the role)',
    )
    .option('--agent <id>', 'for agent_runtime: the agent it speaks for')
    .option('--days <n>', 'how long it is good for', '30')
    .addHelpText(
      'after',
      `
Examples, with "npm start" running
  $ export OPERATOR=$(handoffctl token --role operator)
  $ export BEN=$(handoffctl token --role operator --member "Ben Okafor")
  $ export CHANNEL=$(handoffctl token --role integration)`,
    )
    .action(async ({ data, days, ...whom }: TokenOptions) => {
      if (loadConfiguration(process.env).mode === 'production' && data === undefined)
        throw new Failure(
          'Production takes no tokens that are issued here: people get theirs from your identity provider, programs an API key (POST /v1/workspace/api-keys).',
        );
      const where = data === undefined ? {} : { data };
      const { configuration, running } = await findInstallation(where, ['tokenKey']);
      console.log(await issueFor({ ...whom, days: Number(days) }, configuration, running?.sample));
    });
}
