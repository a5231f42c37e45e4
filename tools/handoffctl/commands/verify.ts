import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { rowThreadProgram, verifyCommand } from '#ledger';
import { fromCaller } from '../from-caller.js';
import { NotVerified } from '../not-verified.js';

export function registerVerify(program: Command): void {
  program
    .command('verify <file>')
    .description('check an export or a receipt offline, as an auditor does with handoff-verify.mjs')
    .requiredOption('--policy <file>', 'whom you believe: keys you were given apart from the export')
    .option('--since <file>', 'a checkpoint you kept: the log must still hold everything it held then')
    .addHelpText(
      'after',
      '\nExit codes: 0 it is true · 1 it is not, and the answer says why · 2 it could not be judged',
    )
    .action(async (file: string, { policy, since }: { readonly policy: string; readonly since?: string }) => {
      const code = await verifyCommand([file, '--policy', policy, ...(since === undefined ? [] : ['--since', since])], {
        open: (name) => createReadStream(fromCaller(name), { highWaterMark: 256 << 10 }),
        read: (name) => readFile(fromCaller(name)),
        size: async (name) => (await stat(fromCaller(name))).size,
        say: (line) => console.log(line),
        progress,
        threads: { program: rowThreadProgram },
      });
      if (code !== 0) throw new NotVerified(code);
    });
}

let shown = -1;

/** A bar on terminals only, and only for files that take a moment. */
function progress(done: number, total: number): void {
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
  if (!process.stderr.isTTY || total < 64 << 20 || percent === shown) return;
  shown = percent;
  process.stderr.write(percent === 100 ? '\r\u001b[K' : `\r[${'#'.repeat(percent / 4).padEnd(25, '.')}] ${percent} %`);
}
