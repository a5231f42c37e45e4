import { setTimeout as pause } from 'node:timers/promises';
import type { FollowOptions, ReadingParts, Sharing } from './follow-options.js';
import { ReadingMember, type RawBatch } from './reading-member.js';

/** A follower that has had no room for so long, in milliseconds, reads on alone: nobody waits for the slowest. */
const patienceMs = 2_000;

/**
 * One reading of the log for several followers of one process, each of which decodes, handles and remembers for itself. Whoever comes
 * first reads for all; whoever is elsewhere in the log, too slow, or failing follows alone until it is near again. Leaving never
 * disturbs the others: when the one who reads goes, the next one reads on.
 */
export class SharedReading implements Sharing {
  private reading: Reading | undefined;

  async follow(options: FollowOptions, parts: ReadingParts): Promise<void> {
    const member = new ReadingMember(options, parts.decode);
    for (let decodes = true; !options.signal.aborted;) {
      const { reading } = this;
      if (decodes && reading === undefined) decodes = await this.lead(member, options, parts);
      else if (decodes && reading?.reaches(member.position) === true) decodes = await reading.serve(member);
      else {
        // Alone it is known how to wait and try again.
        await this.alone(member, options, parts);
        decodes = true;
      }
    }
  }

  private async lead(member: ReadingMember, options: FollowOptions, parts: ReadingParts): Promise<boolean> {
    const reading = new Reading(member.position, options.maxBatch);
    this.reading = reading;
    const ended = parts
      .raw({
        after: startAfter(member),
        streamPrefixes: options.streamPrefixes,
        maxBatch: options.maxBatch,
        onBatch: (batch) => reading.deliver(batch),
        onCaughtUp: () => reading.caughtUp(),
        signal: reading.stop.signal,
      })
      .finally(() => reading.end());
    // Met below, once those who were served have ended.
    ended.catch(() => undefined);
    try {
      return await reading.serve(member);
    } finally {
      reading.end();
      this.reading = undefined;
      await ended;
    }
  }

  /** Until the shared reading is at hand again, or there is none. */
  private async alone(member: ReadingMember, options: FollowOptions, parts: ReadingParts): Promise<void> {
    const near = new AbortController();
    await parts.alone({
      ...options,
      after: startAfter(member),
      signal: AbortSignal.any([options.signal, near.signal]),
      onBatch: async (batch) => {
        await member.handle(batch);
        if (this.reading === undefined || this.reading.reaches(member.position)) near.abort();
      },
    });
  }
}

function startAfter({ position }: ReadingMember): bigint | undefined {
  return position < 0n ? undefined : position;
}

/** One subscription and those it serves. */
class Reading {
  readonly stop = new AbortController();
  private readonly members = new Set<ReadingMember>();
  /** The last batches, for whoever comes a little late; the oldest follows `keptAfter`. */
  private readonly kept: RawBatch[] = [];

  private reached: bigint;
  /** At the end of the log, so that nobody can be far ahead. */
  private live = false;

  constructor(
    private keptAfter: bigint,
    private readonly maxBatch: number,
  ) {
    this.reached = keptAfter;
  }

  /** Whether a follower that stands there can be served from here on without waiting long for what it has not seen. */
  reaches(position: bigint): boolean {
    return !this.stop.signal.aborted && position >= this.keptAfter && (position <= this.reached || this.live);
  }

  /**
   * Hands batches to a member until it fails, is stopped, is let go, or the reading ends.
   * @returns false when it could not decode one
   */
  async serve(member: ReadingMember): Promise<boolean> {
    member.open();
    for (const batch of this.kept) member.put(batch);
    this.members.add(member);
    try {
      return await member.work();
    } finally {
      this.members.delete(member);
    }
  }

  async deliver(batch: RawBatch): Promise<void> {
    this.keep(batch);
    this.reached = batch.position;
    if (batch.entries.length >= this.maxBatch) this.live = false;
    for (const member of this.members) member.put(batch);
    const crowded = [...this.members].filter((member) => !member.hasRoom(this.maxBatch));
    if (crowded.length === 0) return;
    const enough = new AbortController();
    const limit = pause(patienceMs, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([limit, Promise.all(crowded.map((member) => member.room(this.maxBatch)))]);
    enough.abort();
    for (const member of crowded) if (!member.hasRoom(this.maxBatch)) member.close();
  }

  caughtUp(): void {
    this.live = true;
    for (const member of this.members) member.putCaughtUp();
  }

  end(): void {
    this.stop.abort();
    for (const member of this.members) member.close();
  }

  private keep(batch: RawBatch): void {
    this.kept.push(batch);
    let events = this.kept.reduce((sum, { entries }) => sum + entries.length, 0);
    while (this.kept.length > 1 && events > keptBatches * this.maxBatch) {
      const oldest = this.kept.shift()!;
      events -= oldest.entries.length;
      this.keptAfter = oldest.position;
    }
  }
}

/** How much is kept, in full batches. */
const keptBatches = 2;
