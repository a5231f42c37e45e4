import { setTimeout as pause } from 'node:timers/promises';
import { streamPrefixes } from '#event-store';
import {
  checkAcknowledged,
  checkControl,
  checkDeadlines,
  readLog,
  type Acknowledged,
  type Violation,
} from './checker.js';
import { deliver, startLoad, type Target } from './load.js';
import { Standalone } from './standalone.js';
import { checkViews } from './views.js';

/** What one round showed. */
export interface Round {
  readonly acknowledged: number;
  /** Messages that were in flight at the kill and were delivered again after it. */
  readonly redelivered: number;
  readonly violations: readonly Violation[];
  /** From the start after the kill until it served, and until its views had come to the end of the log; milliseconds. */
  readonly servedAfterMs: number;
  readonly viewsAfterMs: number;
}

const customers = 50;

/**
 * Kills every process of a running standalone while customers write and members answer, starts it again on the same data, delivers
 * again what was never answered, and holds the log and the views to their invariants. Gives the standalone that runs now.
 *
 * @param before everything that was acknowledged in earlier rounds on this data
 */
export async function killRound(
  running: Standalone,
  before: readonly Acknowledged[],
  loadMs: number,
): Promise<{ readonly round: Round; readonly next: Standalone; readonly acknowledged: readonly Acknowledged[] }> {
  const load = startLoad(await targetOf(running), customers);
  await pause(loadMs);
  // A slow machine gets more time: a kill before anything was acknowledged would show nothing.
  for (const end = Date.now() + 15_000; load.acknowledged.length < customers && Date.now() < end;) await pause(50);
  await running.kill();
  const unanswered = await load.stop();
  if (load.failures.length > 0) throw new Error(`the server failed before it was killed: ${load.failures[0]}`);

  const started = performance.now();
  const next = new Standalone(running.dir);
  try {
    const target = await targetOf(next);
    const servedAfterMs = performance.now() - started;
    const redelivered = await Promise.all(unanswered.map((message) => deliver(target, message)));
    const again = redelivered.filter((answer) => typeof answer === 'object');
    if (again.length < unanswered.length)
      throw new Error(`of ${unanswered.length} messages ${again.length} came through`);
    const viewsAfterMs = (await untilReady(target.url)) - started;
    const acknowledged = [...before, ...load.acknowledged, ...again];
    const violations = await violationsOf(next, acknowledged);
    const round = {
      acknowledged: load.acknowledged.length,
      redelivered: again.length,
      violations,
      servedAfterMs,
      viewsAfterMs,
    };
    return { round, next, acknowledged };
  } catch (error) {
    await next.kill();
    throw error;
  }
}

/** Where the load goes: the sample workspace's channel and its two operators. */
export async function targetOf(standalone: Standalone): Promise<Target> {
  const { url, sample } = await standalone.ready();
  const memberTokens = sample.tokens.filter(({ role }) => role === 'operator').map(({ token }) => token);
  return { url, channelToken: standalone.token('web channel'), memberTokens };
}

/** Waits until the views have come to the end of the log; gives the time. */
export async function untilReady(url: string): Promise<number> {
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(100))
    if ((await fetch(`${url}/health/ready`)).status === 200) return performance.now();
  throw new Error('it served and never became ready');
}

/**
 * Everything that is wrong with the log and the views of a standalone whose customers are silent. What the platform itself still writes
 * (notices, deadlines) is waited for: the views are compared when the log has not grown meanwhile.
 */
export async function violationsOf(
  standalone: Standalone,
  acknowledged: readonly Acknowledged[],
): Promise<readonly Violation[]> {
  const { log, views, close } = await standalone.look();
  try {
    for (let tries = 0; ; tries += 1) {
      const { url } = await standalone.ready();
      await untilReady(url);
      const events = await readLog(log);
      const differing = await checkViews(events, views);
      const grown = (await log.head(streamPrefixes)) !== events.at(-1)?.position;
      if (grown && tries < 50) continue;
      if (grown) throw new Error('the log does not come to rest');
      return [
        ...checkAcknowledged(events, acknowledged),
        ...checkControl(events),
        ...checkDeadlines(events, new Date(), 30_000),
        ...differing,
      ];
    }
  } finally {
    await close();
  }
}
