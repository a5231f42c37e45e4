import type { Command } from 'commander';
import { fromCaller } from '../from-caller.js';
import { lookAtLedger } from '../witness.js';

interface WitnessOptions {
  readonly url: string;
  readonly token: string;
  readonly key: readonly string[];
  readonly folder: string;
  readonly name: string;
}

export function registerWitness(program: Command): void {
  program
    .command('witness')
    .description('see a ledger from outside: check that it only grows, keep the largest checkpoint, cosign it')
    .requiredOption('--url <url>', 'where the API is')
    .requiredOption('--token <token>', 'a token of an auditor')
    .requiredOption(
      '--key <key...>',
      "the log's public key, given to you apart from the server; while keys change, the old and the new one",
    )
    .requiredOption(
      '--folder <dir>',
      'where the witness keeps its own key and what it saw; never on the operator’s machine',
    )
    .option('--name <name>', 'what the witness is called', 'witness.example/w1')
    .addHelpText(
      'after',
      '\nRun it every few minutes. Exit code 1 and a line that begins with ALARM: two histories exist.',
    )
    .action(async ({ url, token, key: keys, folder, name }: WitnessOptions) => {
      const now = BigInt(Math.floor(Date.now() / 1_000));
      const seen = await lookAtLedger({ url, token, keys, folder: fromCaller(folder), name, now });
      const { origin, size } = seen.checkpoint;
      const since = seen.before === undefined ? 'seen for the first time' : 'nothing lost';
      console.log(`${origin}: ${size} leaves, ${since}; cosigned.`);
      console.log(`Public key of this witness: ${seen.key}`);
    });
}
