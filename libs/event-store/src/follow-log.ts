import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import {
  START,
  streamNameFilter,
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import type { FollowOptions } from './follow-options.js';
import type { RawEvent } from './events.js';

/** How much may wait in memory, in batches, before the server is asked to wait. */
const maxWaitingBatches = 4;

/** How often the subscription is held against the end of the log, and the longest pause between two tries to subscribe. */
const watchdogMs = 10_000;
const maxBackoffMs = 5_000;

/** How long a cancelled subscription may take to end. */
const cancelMs = 1_000;

interface Parts<Entry> {
  readonly decode: (raws: readonly RawEvent[]) => Promise<readonly Entry[]>;
  /** How far a subscription that lives must have come by now; `undefined` where nothing is sure. */
  readonly due: () => Promise<bigint | undefined>;
  readonly rawOf: (resolved: AllStreamResolvedEvent) => RawEvent | undefined;
  readonly onFault: (what: string, error: unknown) => void;
}

/**
 * What came from the server: an event, a place it looked up to, or the news that all was delivered. The client tells the last two
 * beside its stream, ahead of events that still wait in it; pushed back into the stream they keep their place.
 */
type Marker = { readonly checkpoint: bigint } | { readonly caughtUp: true };
type Arrival = { readonly raw: RawEvent } | Marker;

/**
 * A catch-up subscription that lives for ever. The client reconnects its channel but never resumes a subscription, and may end one
 * without an error; so this loop subscribes again after the last batch that was handled, and a watchdog compares it with the
 * end of the log in case it has gone silent.
 */
export async function followLog<Entry>(
  client: EventStoreDBClient,
  options: FollowOptions<Entry>,
  parts: Parts<Entry>,
): Promise<void> {
  const progress = { position: options.after };
  for (let failures = 0; !options.signal.aborted;) {
    const before = progress.position;
    try {
      await followOnce(client, options, parts, progress);
    } catch (error) {
      if (error instanceof HandlerFailed) throw error.reason;
      if (options.signal.aborted) return;
      parts.onFault('subscription to the log', error);
    }
    failures = progress.position === before ? failures + 1 : 0;
    await pause(Math.min(50 * 2 ** failures, maxBackoffMs), undefined, { signal: options.signal }).catch(
      () => undefined,
    );
  }
}

/** What the caller's handler threw: its own affair, not a fault of the connection. */
class HandlerFailed extends Error {
  constructor(readonly reason: unknown) {
    super('the handler of the log failed');
  }
}

async function followOnce<Entry>(
  client: EventStoreDBClient,
  options: FollowOptions<Entry>,
  parts: Parts<Entry>,
  progress: { position: bigint | undefined },
): Promise<void> {
  const arrivals = new Arrivals(options.maxBatch * maxWaitingBatches);
  const from = progress.position;
  const subscription = client.subscribeToAll({
    fromPosition: from === undefined ? START : { commit: from, prepare: from },
    filter: streamNameFilter({
      prefixes: [...options.streamPrefixes],
      checkpointInterval: 1,
      checkpointReached: (_subscription, position) => void subscription.push({ checkpoint: position.commit }),
    }),
  });
  subscription.on('caughtUp', () => void subscription.push({ caughtUp: true }));
  const stop = () => arrivals.end();
  options.signal.addEventListener('abort', stop, { once: true });
  const watchdog = watch(parts, progress, arrivals);
  const pumping = pump(subscription, parts, arrivals);
  try {
    for (;;) {
      const taken = await arrivals.take(options.maxBatch);
      if (taken.length === 0) break;
      await handOver(taken, options, parts, progress);
    }
  } finally {
    clearInterval(watchdog);
    options.signal.removeEventListener('abort', stop);
    arrivals.end();
    subscription.unsubscribe().catch((error: unknown) => parts.onFault('unsubscribe', error));
    // The cancelled call is read to its end, since the client keeps every call that has none; one that never came about is torn down.
    await Promise.race([pumping, pause(cancelMs, undefined, { ref: false })]);
    subscription.destroy();
    await pumping;
  }
}

async function handOver<Entry>(
  taken: readonly Arrival[],
  options: FollowOptions<Entry>,
  parts: Parts<Entry>,
  progress: { position: bigint | undefined },
): Promise<void> {
  const raws = taken.flatMap((arrival) => ('raw' in arrival ? [arrival.raw] : []));
  const places = taken.flatMap((arrival) =>
    'raw' in arrival ? [arrival.raw.position] : 'checkpoint' in arrival ? [arrival.checkpoint] : [],
  );
  const position = places.reduce((a, b) => (b > a ? b : a), progress.position ?? -1n);
  if (raws.length > 0 || position !== (progress.position ?? -1n)) {
    const entries = await parts.decode(raws);
    try {
      await options.onBatch({ entries, position });
    } catch (reason) {
      throw new HandlerFailed(reason);
    }
    progress.position = position;
  }
  if (taken.some((arrival) => 'caughtUp' in arrival)) options.onCaughtUp?.();
}

/** Moves what arrives into the buffer, and waits there while it is full: that is what slows the server down. */
async function pump(subscription: AllStreamSubscription, parts: Parts<unknown>, arrivals: Arrivals): Promise<void> {
  try {
    for await (const item of subscription as AsyncIterable<AllStreamResolvedEvent | Marker>) {
      if ('checkpoint' in item || 'caughtUp' in item) arrivals.put(item);
      else {
        const raw = parts.rawOf(item);
        if (raw !== undefined) arrivals.put({ raw });
      }
      // Not even a turn of waiting for each event while there is room.
      if (arrivals.full) await arrivals.room();
    }
    arrivals.fail(new Error('the event store ended the subscription'));
  } catch (error) {
    arrivals.fail(error);
  }
}

function watch(parts: Parts<unknown>, progress: { position: bigint | undefined }, arrivals: Arrivals): NodeJS.Timeout {
  let behindAt: bigint | undefined;
  return setInterval(() => {
    const seen = progress.position;
    parts.due().then(
      (due) => {
        if (due === undefined || (seen !== undefined && seen >= due) || arrivals.waiting > 0) behindAt = undefined;
        else if (behindAt !== undefined && behindAt === (seen ?? -1n))
          arrivals.fail(new Error(`the subscription went silent at ${String(seen)} though there is more at ${due}`));
        else behindAt = seen ?? -1n;
      },
      (error: unknown) => parts.onFault('watchdog', error),
    );
  }, watchdogMs);
}

/** A bounded queue between the subscription and the handler. */
class Arrivals {
  private readonly queue: Arrival[] = [];
  private failure: Error | undefined;
  private ended = false;
  private wakeTaker: (() => void) | undefined;
  private wakeFiller: (() => void) | undefined;

  constructor(private readonly limit: number) {}

  get waiting(): number {
    return this.queue.length;
  }

  get full(): boolean {
    return this.queue.length >= this.limit && !this.ended;
  }

  put(arrival: Arrival): void {
    if (this.ended) return;
    this.queue.push(arrival);
    this.wakeTaker?.();
  }

  /** Resolves when there is room again, or nothing more will be taken. */
  async room(): Promise<void> {
    while (this.full) await new Promise<void>((resolve) => (this.wakeFiller = resolve));
  }

  end(): void {
    this.ended = true;
    this.wakeTaker?.();
    this.wakeFiller?.();
  }

  fail(error: unknown): void {
    this.failure ??= error instanceof Error ? error : new Error(String(error));
    this.end();
  }

  /** Up to `max` arrivals in order, at least one; none once it has ended. Throws what `fail` was given. */
  async take(max: number): Promise<Arrival[]> {
    while (this.queue.length === 0 && !this.ended) await new Promise<void>((resolve) => (this.wakeTaker = resolve));
    // The events of one packet are put one by one, and the taker would wake after the first: a turn later they are all here.
    if (this.queue.length < max && !this.ended) await turn();
    if (this.ended && this.failure !== undefined) throw this.failure;
    if (this.ended) return [];
    const taken = this.queue.splice(0, max);
    this.wakeFiller?.();
    return taken;
  }
}
