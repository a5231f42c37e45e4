import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Rejected, plusSeconds } from '#domain';
import { parseOtherwise, whatIf, type Otherwise, type WhatIfConversation } from '#read-models';
import { Failure } from '../failure.js';
import { instantOf } from '../moment.js';
import { isUuid } from '../uuid.js';
import { fromCaller } from '../from-caller.js';
import { withDataOption, type DataOption } from '../installation.js';
import { withViews } from '../views-machinery.js';
import { printConversation, printSummary } from '../what-if/print-what-if.js';

interface WhatIfOptions extends DataOption {
  readonly agent: string;
  readonly config: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

export function registerWhatIf(program: Command): void {
  withDataOption(program.command('what-if'))
    .description('replay what was recorded under other triggers: which handoffs and offers there would have been')
    .requiredOption('--agent <id>', 'the agent whose triggers would have been others')
    .requiredOption('--config <file>', 'JSON: what would have been otherwise, see below')
    .option('--from <time>', 'tell what happened at this time or later (default: 30 days ago)')
    .option('--to <time>', 'and before this time (default: now)')
    .option('--json', 'JSON lines: each conversation that differs, then the summary')
    .addHelpText(
      'after',
      `
  The file holds any of: {"keywords": ["refund"], "sentiment": {"threshold": -0.5, "window": 3},
  "failedResponses": {"count": 2}, "handoffEnabled": true, "offerBeforeHandoff": false}; null switches a trigger
  off, and [] the keywords; what is left out stays as it was at each turn.
  Messages and assessments come from the record; nothing is asked anew, nothing is changed. What happened after the
  two courses have parted is an estimate, until somebody gets the conversation anew.`,
    )
    .action(async ({ agent, config, from, to, json, ...where }: WhatIfOptions) => {
      const otherwise = await readOtherwise(fromCaller(config));
      const until = to === undefined ? new Date().toISOString() : instantOf('--to', to);
      const begin = from === undefined ? plusSeconds(until, -thirtyDaysSeconds) : instantOf('--from', from);
      const say = (conversation: WhatIfConversation) => {
        if (json) console.log(JSON.stringify(conversation));
        else printConversation(conversation, process.stdout);
      };
      const agentId = agent.toLowerCase();
      if (!isUuid(agentId))
        throw new Failure(`--agent takes an agent's id, not "${agent}": GET /v1/agents lists them.`);
      const found = await withViews(where, {}, ({ store, pool }) =>
        whatIf({ store, pool, agentId, otherwise, from: begin, until, onConversation: say }).catch(told),
      );
      if (json) console.log(JSON.stringify({ from: begin, to: until, ...found }));
      else printSummary(found, { from: begin, to: until }, process.stdout);
    });
}

const thirtyDaysSeconds = 30 * 24 * 60 * 60;

async function readOtherwise(file: string): Promise<Otherwise> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`The configuration ${file} cannot be read (${error.code ?? error.message}).`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new Failure(`The configuration ${file} is not JSON: ${(error as Error).message}.`);
  }
  try {
    return parseOtherwise(value);
  } catch (error) {
    return told(error);
  }
}

function told(error: unknown): never {
  if (!(error instanceof Rejected)) throw error;
  const { code, detail, facts } = error;
  throw new Failure(`${detail} (${code} ${JSON.stringify(facts)})`);
}
