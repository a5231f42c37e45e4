import { randomUUID } from 'node:crypto';
import type { EventLog } from '../log/event-log.js';
import { readAllPages } from '../log/read-pages.js';
import { decodeFrame } from '../wire/event-frame.js';
import { caughtUp, checkpoint, subscriptionConfirmation } from '../wire/read-responses.js';
import type { EventFilter } from './event-filter.js';
import type { FrameSink } from './frame-sink.js';
import type { Present } from './present-frames.js';

/** Records taken from the tail at once. */
const PAGE = 256;

/**
 * Sends what is in the log after a position and then whatever is written, until the signal of the sink aborts. A
 * subscriber follows the tail of the log in memory; one that has fallen behind it reads from the storage and, having
 * caught up, is told so again.
 *
 * @param after the position before the first event to send
 */
export async function subscribeToAll(
  log: EventLog,
  after: bigint,
  filter: EventFilter | undefined,
  sink: FrameSink,
  present: Present,
): Promise<void> {
  await sink.send([subscriptionConfirmation(randomUUID())]);
  const sieve = filter && new Sieve(filter, after);
  let seen = after;
  let live = false;
  const pass = async (frames: readonly Buffer[]) => {
    await sink.send(sieve ? await sieve.pass(frames, present) : await present(frames));
  };
  while (!sink.signal.aborted) {
    if (seen >= log.last) {
      if (!live) {
        await sink.send([...(sieve?.caughtUp(seen) ?? []), caughtUp]);
        live = true;
      }
      if (seen >= log.last) await log.changed(undefined, sink.signal);
      continue;
    }
    const records = log.tail.from(seen + 1n, PAGE);
    if (records) {
      seen = records[records.length - 1]!.position;
      await pass(records.map((record) => record.frame));
      continue;
    }
    live = false;
    const end = log.last;
    for await (const frames of readAllPages(log, 'forwards', seen + 1n, Number.MAX_SAFE_INTEGER)) {
      await pass(frames);
      if (sink.signal.aborted) return;
    }
    seen = end;
  }
}

/** Lets matching events pass and says now and then how far it has looked. */
class Sieve {
  #looked = 0;
  #said: bigint;

  constructor(
    private readonly filter: EventFilter,
    after: bigint,
  ) {
    this.#said = after;
  }

  async pass(frames: readonly Buffer[], present: Present): Promise<Buffer[]> {
    const out: Buffer[] = [];
    let matching: Buffer[] = [];
    for (const frame of frames) {
      const event = decodeFrame(frame);
      if (this.filter.matches(event)) matching.push(frame);
      if (++this.#looked < this.filter.checkpointInterval) continue;
      out.push(...(await present(matching)), checkpoint(event.position));
      matching = [];
      this.#looked = 0;
      this.#said = event.position;
    }
    out.push(...(await present(matching)));
    return out;
  }

  /** One checkpoint where the catch-up ends, unless it was said already; live counting starts at 0. */
  caughtUp(seen: bigint): Buffer[] {
    this.#looked = 0;
    if (seen <= this.#said) return [];
    this.#said = seen;
    return [checkpoint(seen)];
  }
}
