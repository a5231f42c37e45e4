import type { Command } from 'commander';
import { fromCaller } from '../from-caller.js';
import { runTriggersTest } from '../../triggers/triggers-test.js';

export function registerTriggers(program: Command): void {
  program
    .command('triggers')
    .description('try a trigger configuration')
    .command('test')
    .description('read one message per line from standard input, write one JSON line for each')
    .option('--config <file>', 'JSON: {"keywords": ["refund", …]}; without it only explicit requests fire')
    .addHelpText(
      'after',
      `
Example
  $ printf 'agent please\\nwhere is my order\\n' | handoffctl triggers test
  {"text":"agent please","explicitRequest":true,"keywords":[],"language":"en","fired":["explicit_request"]}
  {"text":"where is my order","explicitRequest":false,"keywords":[],"language":"en","fired":[]}`,
    )
    .action(({ config }: { config?: string }) =>
      runTriggersTest({
        configFile: config === undefined ? undefined : fromCaller(config),
        input: process.stdin,
        output: process.stdout,
      }),
    );
}
