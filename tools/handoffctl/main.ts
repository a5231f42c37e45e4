import { outcomeOf } from './failure.js';
import { handoffctl } from './program.js';

// Whoever reads our lines may stop reading (| head): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

let exitCode = 0;
try {
  await handoffctl().parseAsync(process.argv.slice(2), { from: 'user' });
} catch (error) {
  const { code, sentence } = outcomeOf(error);
  exitCode = code;
  if (sentence !== undefined) console.error(sentence);
}
process.exitCode = exitCode;
