import { randomUUID } from 'node:crypto';
import type { EventLog } from '../log/event-log.js';
import { readStreamPages, viewStream } from '../log/read-pages.js';
import { END_OF_TIME } from '../log/stream-metadata.js';
import { streamDeleted } from '../wire/call-error.js';
import { caughtUp, subscriptionConfirmation } from '../wire/read-responses.js';
import type { FrameSink } from './frame-sink.js';
import type { Present } from './present-frames.js';

/** Records of the tail looked through at once. */
const PAGE = 256;

/**
 * Sends what a stream holds after a revision and then whatever is written to it, until the signal of the sink aborts.
 * A stream that does not exist yet is waited for.
 *
 * @param after the revision before the first event to send
 * @throws CallError stream-deleted when the stream is tombstoned, after the event that says so
 */
export async function subscribeToStream(
  log: EventLog,
  stream: string,
  after: bigint,
  sink: FrameSink,
  present: Present,
): Promise<void> {
  await sink.send([subscriptionConfirmation(randomUUID())]);
  let revision = after;
  let live = false;
  /** Every event of the stream up to this position has been sent; undefined: look in the storage. */
  let seen: bigint | undefined;
  while (!sink.signal.aborted) {
    if (seen === undefined) {
      seen = log.last;
      revision = await catchUp(log, stream, revision, sink, present);
    } else if (seen < log.last) {
      const records = log.tail.from(seen + 1n, PAGE);
      live &&= records !== undefined;
      seen = records?.at(-1)?.position;
      const fresh = (records ?? []).filter((record) => record.stream === stream && record.revision > revision);
      await sink.send(await present(fresh.map((record) => record.frame)));
      revision = fresh.at(-1)?.revision ?? revision;
      if (revision === END_OF_TIME) throw streamDeleted(stream);
    } else if (!live) {
      await sink.send([caughtUp]);
      live = true;
    } else {
      const before = await log.changed(stream, sink.signal);
      // Others may have written much meanwhile: none of it is of this stream, so it need not be looked through.
      if (before !== undefined && before > seen) seen = before;
    }
  }
}

async function catchUp(log: EventLog, stream: string, after: bigint, sink: FrameSink, present: Present) {
  const view = await viewStream(log, stream);
  if (view.kind === 'tombstoned') throw streamDeleted(stream);
  if (view.kind === 'not-found' || view.last <= after) return after;
  const pages = readStreamPages(log, stream, view, 'forwards', after + 1n, Number.MAX_SAFE_INTEGER);
  for await (const frames of pages) {
    await sink.send(await present(frames));
    if (sink.signal.aborted) break;
  }
  return view.last;
}
