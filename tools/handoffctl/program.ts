import { Command } from 'commander';
import { registerAudit } from './commands/audit.js';
import { registerConfig } from './commands/config.js';
import { registerDeadLetters } from './commands/dead-letters.js';
import { registerInvestigate } from './commands/investigate.js';
import { registerLedger } from './commands/ledger.js';
import { registerMigrate } from './commands/migrate.js';
import { registerReplay } from './commands/replay.js';
import { registerToken } from './commands/token.js';
import { registerTriggers } from './commands/triggers.js';
import { registerVerify } from './commands/verify.js';
import { registerViews } from './commands/views.js';
import { registerWhatIf } from './commands/what-if.js';
import { registerWitness } from './commands/witness.js';
import { registerWorkspace } from './commands/workspace.js';

const after = `
Which installation is meant
  The one that runs on a data folder: --data DIR, else HANDOFF_DATA_DIR, else ./var. What the environment sets
  (HANDOFF_…, see "handoffctl config") wins over what that folder says, unless --data is given; with
  HANDOFF_MODE=production only the environment counts.

Exit codes
  0 done · 1 not done, and the last line says why · 2 the command line makes no sense`;

/** Every command has a file in commands/ that registers it; a new one is a file and a line here, in the order of the help. */
const commands = [
  registerTriggers,
  registerInvestigate,
  registerWhatIf,
  registerWorkspace,
  registerToken,
  registerConfig,
  registerMigrate,
  registerViews,
  registerReplay,
  registerDeadLetters,
  registerAudit,
  registerLedger,
  registerVerify,
  registerWitness,
];

/** The operator's command line. */
export function handoffctl(): Command {
  const program = new Command('handoffctl')
    .description('The operator’s tool of Handoff: try, look into, set up, repair.')
    .usage('<command>     (npm run -s handoffctl -- <command>)')
    .configureHelp({ sortOptions: true, showGlobalOptions: false })
    .helpOption('-h, --help', 'show this')
    .helpCommand('help [command]', 'show how a command is used')
    .addHelpText('after', after)
    .showHelpAfterError('("handoffctl help <command>" says how it is used)')
    .exitOverride();
  for (const register of commands) register(program);
  return program;
}
