import type { Command } from 'commander';
import { Failure } from '../failure.js';
import { isUuid } from '../uuid.js';
import { withDataOption, type DataOption } from '../installation.js';
import { findApi, type ApiOptions } from '../api.js';
import { readInvestigation } from '../investigation/read-investigation.js';
import { printInvestigation } from '../investigation/print-investigation.js';

export function registerInvestigate(program: Command): void {
  withDataOption(program.command('investigate <conversation>'))
    .description('tell the story of a conversation step by step: who decided, and why')
    .option('--json', 'the conversation and every step as JSON')
    .option('--url <url>', 'where the API is (default HANDOFFCTL_URL, else what runs here)')
    .option(
      '--token <token>',
      'a token of an auditor or a member (default HANDOFFCTL_TOKEN, else one of the local issuer)',
    )
    .option('--workspace <id>', 'for the local issuer: which workspace (default: the sample workspace)')
    .action(async (id: string, { json, ...options }: DataOption & ApiOptions & { readonly json?: boolean }) => {
      if (!isUuid(id)) throw new Failure(`"${id}" is not the id of a conversation: that is a UUID.`);
      const found = await readInvestigation(await findApi(options), id.toLowerCase());
      if (json) console.log(JSON.stringify(found, null, 2));
      else printInvestigation(found, process.stdout);
    });
}
