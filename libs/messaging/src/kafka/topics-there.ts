import { setTimeout as pause } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { ensureTopics } from './topics.js';

const maxBackoffMs = 5_000;

/**
 * Makes the topics that are missing, and waits for a broker that is away.
 * @returns false when it was asked to stop before they were there
 */
export async function topicsThere(
  kafka: Kafka,
  topics: Parameters<typeof ensureTopics>[1],
  { signal, onFault }: { readonly signal: AbortSignal; readonly onFault: (what: string, error: unknown) => void },
): Promise<boolean> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await ensureTopics(kafka, topics);
      return true;
    } catch (error) {
      onFault('Kafka', error);
      await pause(Math.min(200 * 2 ** failures, maxBackoffMs), undefined, { signal }).catch(() => undefined);
    }
  }
  return false;
}

/** The same trouble is told again after this time, not at every try, in milliseconds. */
const repeatMs = 60_000;

/** Tells faults, and one that goes on not at every try. */
export function sparingly(
  tell: (line: string) => void,
  now: () => number = Date.now,
): (what: string, error: unknown) => void {
  let told = { line: '', at: 0 };
  return (what, error) => {
    const line = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    if (line === told.line && now() - told.at < repeatMs) return;
    told = { line, at: now() };
    tell(line);
  };
}
