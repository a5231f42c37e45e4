import { isReadable, type LogEntry } from '#event-store';
import type { PublishedEvent } from '../published/published-event.js';
import { toPublic } from '../published/to-public.js';
import type { ParkedStream } from './relay-journal.js';

export interface PreparedBatch {
  readonly events: readonly PublishedEvent[];
  /** Streams that this batch stops at. */
  readonly parked: readonly ParkedStream[];
}

/**
 * What of a batch is published. An event that this program does not understand parks its stream: later events of the stream are held back
 * too, so that readers never see a hole. A program that understands it goes on from there.
 *
 * @param held streams that are parked already; those of this batch are added
 */
export function prepareBatch(entries: readonly LogEntry[], held: Set<string>): PreparedBatch {
  const events: PublishedEvent[] = [];
  const parked: ParkedStream[] = [];
  for (const entry of entries) {
    if (held.has(entry.stream)) continue;
    const event = isReadable(entry) ? toPublic(entry) : undefined;
    if (event !== undefined) {
      events.push(event);
      continue;
    }
    held.add(entry.stream);
    const { stream, revision } = entry;
    parked.push(
      isReadable(entry)
        ? { stream, revision, eventType: entry.event.type, problem: 'a type that this program does not publish' }
        : { stream, revision, eventType: entry.type, problem: `unreadable: ${entry.problem.name}` },
    );
  }
  return { events, parked };
}
