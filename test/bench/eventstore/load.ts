/**
 * Calls the operation so many at a time, for so long.
 *
 * @returns operations per second
 */
export async function rate(inFlight: number, milliseconds: number, operation: (n: number) => Promise<unknown>) {
  const started = performance.now();
  const end = started + milliseconds;
  let n = 0;
  const worker = async () => {
    while (performance.now() < end) await operation(n++);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return n / ((performance.now() - started) / 1_000);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** The same event for everybody: a message of 150 characters, over 1,000 streams. */
export const message = (n: number) => ({
  stream: `conversation-${n % 1_000}`,
  type: 'message-received',
  data: { text: 'x'.repeat(150), n },
});
