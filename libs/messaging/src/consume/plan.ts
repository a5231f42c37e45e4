import type { PublishedEvent } from '../published/published-event.js';

/** A hole in what arrived: these revisions of the stream must be fetched from the log before what follows. */
export interface Missing {
  readonly stream: string;
  /** Both included. */
  readonly from: bigint;
  readonly to: bigint;
}

export type Step = PublishedEvent | Missing;

export function isMissing(step: Step): step is Missing {
  return 'from' in step;
}

/**
 * In which order to take what arrived of one stream, in whatever order and however often it did: what was dealt with before is dropped,
 * the next revision is taken, and a hole is named. Every event of a published stream is published, so a hole is a loss on the way.
 *
 * @param last the last revision that was dealt with, -1 before the first
 */
export function planStream(last: bigint, arrived: readonly PublishedEvent[]): readonly Step[] {
  const steps: Step[] = [];
  let next = last + 1n;
  for (const event of [...arrived].sort(byRevision)) {
    if (event.revision < next) continue;
    if (event.revision > next) steps.push({ stream: event.stream, from: next, to: event.revision - 1n });
    steps.push(event);
    next = event.revision + 1n;
  }
  return steps;
}

/** What arrived, by stream. */
export function byStream(arrived: readonly PublishedEvent[]): Map<string, PublishedEvent[]> {
  const streams = new Map<string, PublishedEvent[]>();
  for (const event of arrived) {
    const events = streams.get(event.stream);
    if (events === undefined) streams.set(event.stream, [event]);
    else events.push(event);
  }
  return streams;
}

function byRevision(a: PublishedEvent, b: PublishedEvent): number {
  return a.revision < b.revision ? -1 : a.revision > b.revision ? 1 : 0;
}
