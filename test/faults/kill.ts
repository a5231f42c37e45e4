import { killRound, targetOf } from './kill-round.js';
import { dataFolder, Standalone } from './standalone.js';
import type { Acknowledged } from './checker.js';

/** Kills so many times, each after a random part of the time given, and tells what it found. @returns whether all is well */
export async function runKills(rounds: number, loadMs: number): Promise<boolean> {
  const folder = await dataFolder();
  let standalone = new Standalone(folder.dir);
  await targetOf(standalone);
  let acknowledged: readonly Acknowledged[] = [];
  let violations = 0;
  const recoveries: number[] = [];
  const widths = [5, 12, 11, 12, 11, 10];
  say('round  acknowledged  redelivered  served after  views after  violations');
  for (let n = 1; n <= rounds; n += 1) {
    const done = await killRound(standalone, acknowledged, loadMs * (0.2 + 0.8 * Math.random()));
    ({ next: standalone, acknowledged } = done);
    const { round } = done;
    violations += round.violations.length;
    recoveries.push(round.viewsAfterMs);
    const cells = [n, round.acknowledged, round.redelivered, ms(round.servedAfterMs), ms(round.viewsAfterMs)];
    say([...cells, round.violations.length].map((cell, i) => String(cell).padStart(widths[i] ?? 10)).join('  '));
    for (const { invariant, stream, what } of round.violations.slice(0, 20))
      say(`       ${invariant} ${stream}: ${what}`);
  }
  await standalone.interrupt();
  recoveries.sort((a, b) => a - b);
  const p99 = recoveries[Math.ceil(recoveries.length * 0.99) - 1]!;
  say(
    `${acknowledged.length} acknowledged, ${violations} violations; recovery p50 ${ms(recoveries[recoveries.length >> 1]!)}, p99 ${ms(p99)}`,
  );
  if (violations > 0) say(`The data is kept in ${folder.dir}.`);
  else await folder.remove();
  return violations === 0;
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
