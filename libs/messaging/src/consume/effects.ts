import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { PublishedEvent } from '../published/published-event.js';
import { publishedType } from '../published/topics.js';
import { inTransaction, LeftBehind } from '../transaction.js';
import type { Handler } from './consumers.js';
import { lockCursors, moveCursors, takeIntoInbox } from './cursors.js';
import { parkAgain, parkStream, removeLetter, unparkAsked, type Stumble } from './dead-letters.js';
import type { MissedEvents } from './missed-events.js';
import { byStream, isMissing, planStream, type Step } from './plan.js';
import { describeProblem, HandlerFailed, isPoison, Unusable } from './problem.js';

export interface EffectOptions {
  readonly pool: Pool;
  readonly group: string;
  readonly handler: Handler;
  readonly missed: MissedEvents;
  /** Events up to this position are passed over without effect. */
  readonly startsAfter: bigint;
  readonly signal: AbortSignal;
  /** Told of an event whose stream is about to be parked, before that is stored. */
  readonly onDeadLetter?: (event: PublishedEvent, problem: string, attempts: number) => Promise<void>;
  /** How often an event is tried before its stream is parked, and how long its handler may take. */
  readonly attempts?: number;
  readonly handlerLimitMs?: number;
}

/**
 * Makes the effects of a group happen once per event and in the order of each stream, whatever arrives: effects, cursors and inbox rows
 * commit together.
 */
export class Effects {
  private readonly attempts: number;
  private readonly limitMs: number;

  constructor(private readonly options: EffectOptions) {
    this.attempts = options.attempts ?? 5;
    this.limitMs = options.handlerLimitMs ?? 30_000;
  }

  /**
   * Deals with what arrived: all of it in one transaction, or, when one of the events cannot be dealt with, event by event, until the
   * streams of such events are parked.
   * @throws whatever is no fault of an event (Postgres or the log is away): the same events may be given again
   */
  async apply(arrived: readonly PublishedEvent[]): Promise<void> {
    if (arrived.length === 0) return;
    try {
      await this.transaction(arrived);
    } catch (error) {
      if (!isPoison(error)) throw error;
      for (const [stream, events] of byStream(arrived)) await this.applyOneByOne(stream, events);
    }
  }

  /** Parks streams at events that this program cannot read. */
  async park(stumbles: readonly Stumble[]): Promise<void> {
    if (stumbles.length === 0) return;
    await inTransaction(this.options.pool, async (tx) => {
      for (const stumble of stumbles) await parkStream(tx, this.options.group, stumble);
    });
  }

  /** Goes on with the streams that an operator asked for. */
  async resumeAsked(): Promise<void> {
    for (;;) {
      this.options.signal.throwIfAborted();
      const letter = await inTransaction(this.options.pool, (tx) => unparkAsked(tx, this.options.group));
      if (letter === undefined) return;
      try {
        await this.apply(await this.options.missed(letter.stream, letter.after + 1n));
      } catch (error) {
        if (!isPoison(error)) throw error;
        const problem = describeProblem(error);
        await inTransaction(this.options.pool, (tx) => parkAgain(tx, this.options.group, letter.id, problem));
      }
      await removeLetter(this.options.pool, letter.id);
    }
  }

  private transaction(arrived: readonly PublishedEvent[]): Promise<void> {
    return inTransaction(this.options.pool, async (tx) => {
      const streams = byStream(arrived);
      const cursors = await lockCursors(tx, this.options.group, streams);
      const events: PublishedEvent[] = [];
      for (const [stream, ofStream] of streams) {
        const { revision, parked } = cursors.get(stream)!;
        if (!parked) events.push(...(await this.filled(planStream(revision, ofStream))));
      }
      // Streams keep their order, and among each other they get that of the log.
      events.sort((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0));
      const fresh = await takeIntoInbox(tx, this.options.group, events);
      for (const event of events) if (fresh.has(event.eventId)) await this.handle(event, tx);
      await moveCursors(tx, this.options.group, new Map(events.map(({ stream, revision }) => [stream, revision])));
    });
  }

  private async filled(steps: readonly Step[]): Promise<readonly PublishedEvent[]> {
    const events: PublishedEvent[] = [];
    for (const step of steps) {
      if (isMissing(step)) events.push(...(await this.options.missed(step.stream, step.from, step.to)));
      else events.push(step);
    }
    return events;
  }

  /** Unknown types are passed over: they mean nothing to this program. A newer version of a known one must wait for a newer program. */
  private async handle(event: PublishedEvent, tx: PoolClient): Promise<void> {
    if (event.position <= this.options.startsAfter) return;
    const known = publishedType(event.topic, event.type);
    if (known === undefined) return;
    if (event.version > known.version) throw new Unusable(`version ${event.version} is newer than this program`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new LeftBehind(`the handler took more than ${this.limitMs} ms`)), this.limitMs);
    });
    try {
      await Promise.race([this.options.handler(event, tx), late]);
    } catch (error) {
      throw error instanceof LeftBehind ? error : new HandlerFailed(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private async applyOneByOne(stream: string, arrived: readonly PublishedEvent[]): Promise<void> {
    const { pool, group } = this.options;
    const last = await inTransaction(pool, async (tx) => {
      const cursors = await lockCursors(tx, group, new Map([[stream, arrived]]));
      return cursors.get(stream)!.revision;
    });
    const steps = planStream(last, arrived);
    // What is missing is tried on its own, so that the event a stream is parked at is the very one.
    const events = await this.filled(steps).catch((error: unknown) => {
      if (isPoison(error)) return steps.filter((step): step is PublishedEvent => !isMissing(step));
      throw error;
    });
    for (const event of events) if (!(await this.applyOrPark(event))) return;
  }

  /** @returns false when the stream was parked */
  private async applyOrPark(event: PublishedEvent): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.transaction([event]);
        return true;
      } catch (error) {
        if (!isPoison(error)) throw error;
        if (attempt < this.attempts && !(error instanceof Unusable)) {
          await pause(100 * 2 ** attempt, undefined, { signal: this.options.signal });
          continue;
        }
        const problem = describeProblem(error);
        await this.options.onDeadLetter?.(event, problem, attempt);
        await this.park([{ ...event, problem, attempts: attempt }]);
        return false;
      }
    }
  }
}
