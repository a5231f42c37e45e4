import type { ServerWritableStream } from '@grpc/grpc-js';
import { nodeStopping } from './fail-call.js';

/**
 * Where the frames of a `Read` call go. Sending waits while the client does not take them, so a slow client holds a few
 * pages in memory and nothing more.
 */
export class FrameSink {
  readonly #ended = new AbortController();
  readonly #stopping: AbortSignal;
  #resume: (() => void) | undefined;
  /** Aborts when the client has left or the node stops. */
  readonly signal: AbortSignal;

  constructor(
    private readonly call: ServerWritableStream<unknown, Buffer>,
    stopping: AbortSignal,
  ) {
    call.once('cancelled', () => this.#ended.abort());
    call.once('close', () => this.#ended.abort());
    call.on('drain', () => this.#resume?.());
    this.#stopping = stopping;
    this.signal = AbortSignal.any([this.#ended.signal, stopping]);
    this.signal.addEventListener('abort', () => this.#resume?.());
    if (call.cancelled) this.#ended.abort();
  }

  /** Resolves when the client has room for more; does nothing when it has left. */
  async send(frames: readonly Buffer[]): Promise<void> {
    for (const frame of frames) {
      if (this.signal.aborted) return;
      if (!this.call.write(frame)) await new Promise<void>((resolve) => (this.#resume = resolve));
    }
  }

  /** @throws CallError UNAVAILABLE when the node, not the client, ended the call */
  throwIfStopping(): void {
    if (this.#stopping.aborted) throw nodeStopping();
  }
}
