import type { ServerWritableStream } from '@grpc/grpc-js';
import type { EventLog } from '../log/event-log.js';
import { readAllPages, readStreamPages, viewStream } from '../log/read-pages.js';
import { END_OF_TIME } from '../log/stream-metadata.js';
import { streamDeleted } from '../wire/call-error.js';
import { decodeFrame } from '../wire/event-frame.js';
import type { ReadRequest } from '../wire/read-request.js';
import { streamNotFound } from '../wire/read-responses.js';
import type { EventFilter } from './event-filter.js';
import { statusOf } from './fail-call.js';
import { FrameSink } from './frame-sink.js';
import type { NodeContext } from './node-context.js';
import { presentation, type Present } from './present-frames.js';
import { readPlan, type ReadPlan } from './read-plan.js';
import { subscribeToAll } from './subscribe-to-all.js';
import { subscribeToStream } from './subscribe-to-stream.js';

/** `Read`: a stream or `$all`, once or as a catch-up subscription. */
export function read(node: NodeContext) {
  return (call: ServerWritableStream<ReadRequest, Buffer>): void => {
    const sink = new FrameSink(call, node.stopping);
    answer(node.log, call.request, sink).then(
      () => call.end(),
      (error: unknown) => call.emit('error', statusOf(error, node.report)),
    );
  };
}

async function answer(log: EventLog, request: ReadRequest, sink: FrameSink): Promise<void> {
  const plan = readPlan(request);
  const present = presentation(log, plan);
  if (plan.count === 'follow') await follow(log, plan, sink, present);
  else if (plan.stream === undefined) await readAll(log, plan, plan.count, sink, present);
  else await readStream(log, plan, plan.stream, plan.count, sink, present);
  sink.throwIfStopping();
}

/** A subscription begins after the event it names; 'end' is strictly after the last event there is now. */
async function follow(log: EventLog, plan: ReadPlan, sink: FrameSink, present: Present): Promise<void> {
  if (plan.stream === undefined) {
    const after = plan.from === 'start' ? 0n : plan.from === 'end' ? log.last : plan.from;
    return subscribeToAll(log, after, plan.filter, sink, present);
  }
  const head = await log.head(plan.stream);
  const after = plan.from === 'start' ? -1n : plan.from === 'end' ? head.last : plan.from;
  return subscribeToStream(log, plan.stream, after, sink, present);
}

async function readStream(
  log: EventLog,
  { from, direction }: ReadPlan,
  stream: string,
  count: number,
  sink: FrameSink,
  present: Present,
): Promise<void> {
  const view = await viewStream(log, stream);
  if (view.kind === 'tombstoned') throw streamDeleted(stream);
  if (view.kind === 'not-found') return sink.send([streamNotFound(stream)]);
  const start = from === 'start' ? 0n : from === 'end' ? END_OF_TIME : from;
  // Forwards from the end there is nothing: the end is after the last event.
  for await (const frames of readStreamPages(log, stream, view, direction, start, count)) {
    await sink.send(await present(frames));
    if (sink.signal.aborted) return;
  }
}

async function readAll(
  log: EventLog,
  { from, direction, filter }: ReadPlan,
  count: number,
  sink: FrameSink,
  present: Present,
): Promise<void> {
  // Backwards positions lie between events: the event at the position itself comes after it and is not read.
  const at = from === 'start' ? 0n : from === 'end' ? END_OF_TIME : from;
  const start = direction === 'backwards' ? at - 1n : at;
  let left = count;
  const looked = readAllPages(log, direction, start, filter ? Number.MAX_SAFE_INTEGER : count);
  for await (const frames of looked) {
    const wanted = filter ? select(frames, filter, left) : frames;
    left -= wanted.length;
    await sink.send(await present(wanted));
    if (left <= 0 || sink.signal.aborted) return;
  }
}

function select(frames: readonly Buffer[], filter: EventFilter, limit: number): readonly Buffer[] {
  return frames.filter((frame) => filter.matches(decodeFrame(frame))).slice(0, limit);
}
