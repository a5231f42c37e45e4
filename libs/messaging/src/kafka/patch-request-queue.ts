import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** Milliseconds between two looks at requests that wait for nothing but their turn, as in kafkajs itself. */
const lookMs = 10;

/**
 * kafkajs 2.2.4 asks every millisecond on every connection whether a request is pending, for ever (its issue #1704), and on Node 24
 * warns of a negative time-out as it does (#1751). Here it looks only while something waits; a request that is answered, or a new one,
 * looks by itself.
 *
 * @throws Error when kafkajs is no longer what this was written for
 */
export function patchRequestQueue(): void {
  const queue = RequestQueue.prototype;
  if (typeof queue.scheduleCheckPendingRequests !== 'function' || typeof queue.checkPendingRequests !== 'function')
    throw new Error('kafkajs has changed: its request queue is no longer what patch-request-queue.ts was written for');
  queue.scheduleCheckPendingRequests = function schedule(this: typeof queue) {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    const throttledFor = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttledFor > 0 ? throttledFor : lookMs,
    );
  };
}
