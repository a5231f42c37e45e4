import type { Command } from 'commander';
import { fromCaller } from '../from-caller.js';
import { withDataOption, type DataOption } from '../installation.js';
import { rotateKey, type Rotation } from '../rotate-key.js';

interface RotateOptions extends DataOption {
  readonly keyFile?: string;
  readonly finish?: boolean;
}

export function registerLedger(program: Command): void {
  const ledger = program.command('ledger').description('keep the ledger');
  withDataOption(ledger.command('rotate-key'))
    .description('change the key that signs the ledger: both keys sign for a while, then the new one alone')
    .option(
      '--key-file <file>',
      'the file of the private key; else that of HANDOFF_LEDGER_KEY_FILE, else that of the data folder',
    )
    .option('--finish', 'retire the old key, once the new one has signed and auditors know it')
    .addHelpText(
      'after',
      `
In two steps
  1  rotate-key            makes a key, writes it in front of the old one, and records the change in every workspace's audit log.
                           Restart the process that keeps the ledger; give the new public keys to the auditors, apart from exports.
  2  rotate-key --finish   takes the old key away, and says up to which size auditors go on to believe it. Restart once more.`,
    )
    .action(async ({ keyFile, finish = false, ...where }: RotateOptions) => {
      print(await rotateKey(where, { keyFile: keyFile === undefined ? undefined : fromCaller(keyFile), finish }));
    });
}

function print({ file, finished, workspaces }: Rotation): void {
  for (const { origin, newKey, oldKey, maxSize } of workspaces) {
    const old = maxSize === undefined ? JSON.stringify(oldKey) : JSON.stringify({ key: oldKey, maxSize });
    console.log(`${origin}\n  new  ${newKey}\n  policy of auditors  "keys": [${JSON.stringify(newKey)}, ${old}]`);
  }
  console.log(
    finished
      ? `${file} holds the new key alone. Restart the process that keeps the ledger.`
      : `${file} holds both keys. Restart the process that keeps the ledger; later: rotate-key --finish`,
  );
}
