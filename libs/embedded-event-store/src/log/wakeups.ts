/** Lets many wait until something happens to a topic: a stream, or the log as a whole. */
export class Wakeups {
  readonly #waiting = new Map<string, Set<(before: bigint | undefined) => void>>();

  /** Resolves at the next `wake` of the topic with what that was told, or with undefined when the signal aborts. */
  wait(topic: string, signal: AbortSignal): Promise<bigint | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<bigint | undefined>();
    const waiting = this.#waiting.get(topic) ?? new Set();
    this.#waiting.set(topic, waiting);
    const onAbort = () => wake(undefined);
    const wake = (before: bigint | undefined) => {
      signal.removeEventListener('abort', onAbort);
      waiting.delete(wake);
      if (waiting.size === 0 && this.#waiting.get(topic) === waiting) this.#waiting.delete(topic);
      resolve(before);
    };
    waiting.add(wake);
    signal.addEventListener('abort', onAbort);
    return promise;
  }

  /** @param before position of the last event before what woke them */
  wake(topics: Iterable<string>, before: bigint): void {
    for (const topic of topics) {
      for (const wake of [...(this.#waiting.get(topic) ?? [])]) wake(before);
    }
  }
}
