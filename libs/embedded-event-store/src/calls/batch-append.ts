import type { ServerDuplexStream } from '@grpc/grpc-js';
import { CommitFailed } from '../log/commit-failed.js';
import type { NewEvent, Outcome } from '../log/operation.js';
import type { BatchAppendRequest } from '../wire/batch-append-request.js';
import { encodeBatchAppendResponse, type BatchAppendAnswer } from '../wire/batch-append-response.js';
import { CallError } from '../wire/call-error.js';
import type { WriteOptions } from '../wire/write-request.js';
import { nodeStopping, statusOf } from './fail-call.js';
import type { NodeContext } from './node-context.js';
import { proposedEvent, sizeOf } from './proposed-event.js';
import { writeTarget } from './write-target.js';

/** An append whose last frame does not come is given up after this, as by the real server (WriteTimeout). */
const INCOMPLETE_MS = 2_000;

/** While more than this is on its way to the log, or so many answers wait for the client, the call is not read further. */
const MAX_IN_FLIGHT_BYTES = 32 * 1024 * 1024;
const MAX_WAITING_ANSWERS = 4_096;

/** Of so many appends that were answered early, the rest is still passed over; a client that never ends them is odd. */
const MAX_PASSED_OVER = 10_000;

/** An append of which not all frames have come. */
interface Incomplete {
  readonly options: WriteOptions;
  readonly events: NewEvent[];
  size: number;
  readonly timer: NodeJS.Timeout;
}

/** `BatchAppend`: one call carries any number of appends at once; each is answered once, in the order they get done. */
export function batchAppend(node: NodeContext) {
  return (call: ServerDuplexStream<BatchAppendRequest, Buffer>): void => {
    const session = new BatchAppendSession(node, call);
    call.on('data', (request: BatchAppendRequest) => session.receive(request));
    call.on('end', () => session.finish());
    call.on('cancelled', () => session.abandon());
    // A broken frame: grpc-js has ended the call with its own status.
    call.on('error', () => session.abandon());
  };
}

class BatchAppendSession {
  readonly #incomplete = new Map<string, Incomplete>();
  /** Appends answered before their last frame: the frames still to come are passed over. */
  readonly #answeredEarly = new Set<string>();
  #inFlight = 0;
  #inFlightBytes = 0;
  /** The client sends no more, or nothing more is taken from it. */
  #finished = false;
  #ended = false;
  readonly #onStopping = () => this.finish();

  constructor(
    private readonly node: NodeContext,
    private readonly call: ServerDuplexStream<BatchAppendRequest, Buffer>,
  ) {
    node.stopping.addEventListener('abort', this.#onStopping);
  }

  receive(request: BatchAppendRequest): void {
    if (this.#finished) return;
    const { correlationId, isFinal } = request;
    if (this.#answeredEarly.has(correlationId)) {
      if (isFinal) this.#answeredEarly.delete(correlationId);
      return;
    }
    const append = this.#incomplete.get(correlationId) ?? this.#begin(request);
    if (!append) return;
    const refusal = this.#add(append, request);
    if (refusal) this.#answerEarly(correlationId, append.options, refusal, isFinal);
    else if (isFinal) this.#submit(correlationId, append);
  }

  /** The client will send no more, or the node stops: the call ends when what was taken is answered. */
  finish(): void {
    this.#takeNoMore();
    this.#endWhenDone();
  }

  /** The client has left: nobody is there to answer. */
  abandon(): void {
    this.#takeNoMore();
    this.#ended = true;
  }

  #takeNoMore(): void {
    this.#finished = true;
    this.node.stopping.removeEventListener('abort', this.#onStopping);
    for (const { timer } of this.#incomplete.values()) clearTimeout(timer);
    this.#incomplete.clear();
  }

  #begin({ correlationId, options, isFinal }: BatchAppendRequest): Incomplete | undefined {
    const started = options ?? { stream: '', expected: undefined, deadline: undefined };
    const refusal = options ? refuse(options) : bad('An append starts with its options.');
    if (refusal) {
      this.#answerEarly(correlationId, started, refusal, isFinal);
      return undefined;
    }
    const patience = Math.min(INCOMPLETE_MS, Math.max(1, (started.deadline ?? Infinity) - Date.now()));
    const giveUp = () => this.#answerEarly(correlationId, started, { kind: 'timeout' }, false);
    const append: Incomplete = { options: started, events: [], size: 0, timer: setTimeout(giveUp, patience) };
    this.#incomplete.set(correlationId, append);
    return append;
  }

  #add(append: Incomplete, { messages }: BatchAppendRequest): BatchAppendAnswer | undefined {
    try {
      for (const message of messages) {
        const event = proposedEvent(message);
        append.size += sizeOf(event);
        append.events.push(event);
      }
    } catch (error) {
      if (error instanceof CallError) return bad(error.details);
      throw error;
    }
    const { maxAppendBytes } = this.node;
    return append.size > maxAppendBytes ? { kind: 'too-large', maxAppendBytes } : undefined;
  }

  #submit(correlationId: string, { options, events, size, timer }: Incomplete): void {
    clearTimeout(timer);
    this.#incomplete.delete(correlationId);
    this.#inFlight++;
    this.#inFlightBytes += size;
    this.#regulate();
    const { stream, expected = 'any', deadline = Infinity } = options;
    const abandoned = () => Date.now() > deadline || this.call.cancelled;
    const submitted = this.node.log.submit({ kind: 'append', stream, expected, events, abandoned });
    void this.#outcome(submitted).then((answer) => {
      this.#inFlight--;
      this.#inFlightBytes -= size;
      this.#answer(correlationId, options, answer);
      this.#endWhenDone();
    });
  }

  async #outcome(submitted: Promise<Outcome>): Promise<BatchAppendAnswer> {
    try {
      return answerTo(await submitted);
    } catch (error) {
      // The client takes a timeout for what this is: the append may have been written, or not.
      if (error instanceof CommitFailed) return { kind: 'timeout' };
      return { kind: 'unknown', message: statusOf(error, this.node.report).details };
    }
  }

  #answerEarly(correlationId: string, options: WriteOptions, answer: BatchAppendAnswer, isFinal: boolean): void {
    const append = this.#incomplete.get(correlationId);
    if (append) clearTimeout(append.timer);
    this.#incomplete.delete(correlationId);
    if (!isFinal) this.#passOver(correlationId);
    this.#answer(correlationId, options, answer);
  }

  #passOver(correlationId: string): void {
    this.#answeredEarly.add(correlationId);
    for (const oldest of this.#answeredEarly) {
      if (this.#answeredEarly.size <= MAX_PASSED_OVER) break;
      this.#answeredEarly.delete(oldest);
    }
  }

  #answer(correlationId: string, options: WriteOptions, answer: BatchAppendAnswer): void {
    if (this.call.cancelled || this.#ended) return;
    this.call.write(encodeBatchAppendResponse(correlationId, options, answer), () => this.#regulate());
  }

  /** Reads on, or stops reading, by what is on its way in either direction. */
  #regulate(): void {
    const full = this.#inFlightBytes > MAX_IN_FLIGHT_BYTES || this.call.writableLength > MAX_WAITING_ANSWERS;
    if (full !== this.call.isPaused()) void (full ? this.call.pause() : this.call.resume());
  }

  #endWhenDone(): void {
    if (!this.#finished || this.#ended || this.#inFlight > 0 || this.call.cancelled) return;
    this.#ended = true;
    if (this.node.stopping.aborted) this.call.emit('error', nodeStopping());
    else this.call.end();
  }
}

function refuse(options: WriteOptions): BatchAppendAnswer | undefined {
  if (options.deadline !== undefined && options.deadline <= Date.now()) return { kind: 'timeout' };
  try {
    writeTarget(options);
    return undefined;
  } catch (error) {
    if (error instanceof CallError) return bad(error.details);
    throw error;
  }
}

function answerTo(outcome: Outcome): BatchAppendAnswer {
  switch (outcome.kind) {
    case 'done':
      return { kind: 'success', revision: outcome.revision, position: outcome.position };
    case 'wrong-revision':
    case 'deleted':
      return outcome;
    case 'abandoned':
      return { kind: 'timeout' };
  }
}

function bad(message: string): BatchAppendAnswer {
  return { kind: 'bad-request', message };
}
