import { randomUUID } from 'node:crypto';
import type { PublishedEvent } from '../src/published/published-event.js';
import type { MissedEvents } from '../src/consume/missed-events.js';
import { Unusable } from '../src/consume/problem.js';

/** Published events of some conversations, and the log they would be fetched from. */
export class SampleLog {
  readonly events: PublishedEvent[] = [];
  private readonly workspaceId = randomUUID();

  /** The next event of a conversation. */
  add(conversation: string, change: Partial<PublishedEvent> = {}): PublishedEvent {
    const stream = `conversation-${conversation}`;
    const event: PublishedEvent = {
      eventId: randomUUID(),
      topic: 'handoff.conversation.v1',
      type: 'Renotified',
      version: 1,
      stream,
      revision: BigInt(this.events.filter((other) => other.stream === stream).length),
      position: BigInt(this.events.length * 7),
      workspaceId: this.workspaceId,
      time: '2026-11-20T03:12:42.123Z',
      recordedAt: '2026-11-20T03:12:42.130Z',
      actor: { kind: 'system', id: 'timekeeper' },
      correlationId: randomUUID(),
      causationId: null,
      data: { handoffId: randomUUID(), step: 1 },
      replay: false,
      ...change,
    };
    this.events.push(event);
    return event;
  }

  readonly missed: MissedEvents = (stream, from, to) => {
    const found = this.events.filter(
      (event) => event.stream === stream && event.revision >= from && (to === undefined || event.revision <= to),
    );
    if (to !== undefined && found.length !== Number(to - from) + 1) return Promise.reject(new Unusable('not there'));
    return Promise.resolve(found);
  };
}
