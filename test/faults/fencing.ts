import { fencingRound, fencingSettings } from './fencing-round.js';
import { dataFolder, Standalone } from './standalone.js';

/** So many conversations in which an agent answers at the wrong moment; tells what came of it. @returns whether all is well */
export async function runFencing(interleavings: number, seed: number): Promise<boolean> {
  const own = await dataFolder();
  const product = new Standalone(own.dir, ['--port', '0'], '', fencingSettings);
  try {
    const begun = performance.now();
    const { violations, ...counts } = await fencingRound(product, interleavings, seed);
    say(`${interleavings} interleavings, seed ${seed}, in ${Math.round(performance.now() - begun)} ms:`);
    say(`  ${counts.shown} answers shown; ${counts.refusedTurns} turns with an answer refused`);
    say(`  ${counts.fencedEvents} AgentReplyFenced in the log, ${counts.metric} by the metric`);
    say(`  ${violations.length} violations`);
    for (const violation of violations.slice(0, 20)) say(`    ${violation}`);
    return violations.length === 0;
  } finally {
    await product.interrupt();
    await own.remove();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
