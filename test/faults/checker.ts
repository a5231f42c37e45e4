import type { ConversationEvent, Deadline, DeadlineChange } from '#domain';
import { isReadable, streamPrefixes, type EventStore, type StoredEvent } from '#event-store';

/*
 * Reads the log as it stands and counts what must never be in it. Apart from the system on purpose: it folds nothing with the product's
 * own functions, so that a fault in those is seen here. The invariants are those of the design: I1 … I4, the language's 4, 6 and 7.
 */

export interface Violation {
  readonly invariant: string;
  readonly stream: string;
  readonly what: string;
}

/** A customer's message that the product said it has. */
export interface Acknowledged {
  readonly conversationId: string;
  readonly messageId: string;
  readonly channelMessageId: string;
}

/** Every event of ours, in the order of the log. @throws Error where one cannot be read */
export async function readLog(log: EventStore): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  let after: bigint | undefined;
  for (;;) {
    const { entries, position, atEnd } = await log.readAll({ after, maxCount: 1_000, streamPrefixes });
    for (const entry of entries) {
      if (!isReadable(entry)) throw entry.problem;
      events.push(entry);
    }
    if (atEnd) return events;
    after = position;
  }
}

/** I1: what was acknowledged is in its conversation exactly once; whatever else is in the log is there once, without a gap. */
export function checkAcknowledged(events: readonly StoredEvent[], acknowledged: readonly Acknowledged[]): Violation[] {
  const places = new Map<string, string[]>();
  const ids = new Set<string>();
  const next = new Map<string, bigint>();
  const violations: Violation[] = [];
  for (const { stream, eventId, revision, event } of events) {
    const broken = (what: string) => violations.push({ invariant: 'I1', stream, what });
    if (ids.has(eventId)) broken(`event ${eventId} is in the log twice`);
    ids.add(eventId);
    if (revision !== (next.get(stream) ?? 0n)) broken(`revision ${revision} follows ${(next.get(stream) ?? 0n) - 1n}`);
    next.set(stream, revision + 1n);
    const { data, type } = event as ConversationEvent;
    if (type !== 'CustomerMessageReceived') continue;
    const place = `${stream} ${data.messageId}`;
    places.set(data.channelMessageId, [...(places.get(data.channelMessageId) ?? []), place]);
  }
  for (const { conversationId, messageId, channelMessageId } of acknowledged) {
    const stream = `conversation-${conversationId}`;
    const found = places.get(channelMessageId) ?? [];
    if (found.length !== 1 || found[0] !== `${stream} ${messageId}`)
      violations.push({
        invariant: 'I1',
        stream,
        what: `${channelMessageId} was acknowledged; found: ${found.join()}`,
      });
  }
  return violations;
}

/** I2, I4 and the language's invariants of control, deadlines aside. */
export function checkControl(events: readonly StoredEvent[]): Violation[] {
  return eachConversation(events, (conversation) => {
    let status = 'none';
    let epoch = 0;
    let assignee: string | null = null;
    let formOf: string | null = null;
    const violations: string[] = [];
    const must = (invariant: string, holds: boolean, what: string) => {
      if (!holds) violations.push(`${invariant} ${what}`);
    };
    for (const { type, data } of conversation) {
      const before = status;
      switch (type) {
        case 'ConversationStarted':
          must('L1', status === 'none', 'started twice');
          status = 'ai';
          break;
        case 'HandoffRequested':
          must('L2', status === 'ai', `a stretch begins in ${status}`);
          [status, assignee] = ['waiting', null];
          break;
        case 'Claimed':
          must('I2', status === 'waiting', `claimed in ${status}`);
          [status, assignee] = ['human', data.to.id];
          break;
        case 'Assigned':
        case 'Assumed':
        case 'Transferred':
        case 'Released':
          must('L2', status === 'waiting' || status === 'human', `${type} in ${status}`);
          [status, assignee] = data.to.kind === 'member' ? ['human', data.to.id] : ['waiting', null];
          break;
        case 'ReturnedToAI':
          must('L2', status === 'waiting' || status === 'human', `returned in ${status}`);
          [status, assignee] = ['ai', null];
          break;
        case 'HandedOffToAgent':
          must('L2', status === 'ai', `handed to an agent in ${status}`);
          break;
        case 'ConversationClosed':
          must('L4', status !== 'closed', 'closed twice');
          [status, assignee] = ['closed', null];
          break;
        case 'AgentReplied':
          must(
            'I4',
            status === 'ai' && data.epoch === epoch,
            `an AI reply in ${status}, epoch ${data.epoch} of ${epoch}`,
          );
          break;
        case 'MemberReplied':
          must('L6', status === 'human' && data.member.id === assignee, `a reply of ${data.member.id} in ${status}`);
          break;
        case 'CustomerMessageReceived':
          must('L4', status !== 'closed', 'a message in a closed conversation');
          break;
        case 'ContactFormRequested':
          must('L7', status === 'waiting' && formOf !== data.handoffId, `a form in ${status}`);
          formOf = data.handoffId;
          break;
        default:
          break;
      }
      const now = (data as { readonly epoch?: unknown }).epoch;
      const moves = before !== status || ['HandedOffToAgent', 'Assumed', 'Transferred'].includes(type);
      if (moves && typeof now === 'number') {
        must('L1', now > epoch, `${type} has epoch ${now} after ${epoch}`);
        must('L4', before !== 'closed', `${type} after the close`);
        epoch = now;
      }
    }
    return violations;
  });
}

/** I3: a deadline fires once, when its time has come, under the generation that was armed; what is overdue by `graceMs` never fired. */
export function checkDeadlines(events: readonly StoredEvent[], now: Date, graceMs: number): Violation[] {
  return eachConversation(events, (conversation) => {
    const armed = new Map<string, Deadline>();
    const violations: string[] = [];
    for (const event of conversation) {
      if (event.type === 'TimedOut') {
        const { kind, generation } = event.data;
        const deadline = armed.get(kind);
        if (deadline?.generation !== generation)
          violations.push(`I3 ${kind} ${generation} fired, armed was ${deadline?.generation}`);
        else if (event.at < deadline.dueAt) violations.push(`I3 ${kind} fired at ${event.at}, due ${deadline.dueAt}`);
        armed.delete(kind);
      }
      const { deadlines } = event.data as { readonly deadlines?: DeadlineChange };
      for (const kind of deadlines?.cancelled ?? []) armed.delete(kind);
      for (const deadline of deadlines?.armed ?? []) armed.set(deadline.kind, deadline);
      if (event.type === 'ConversationClosed') armed.clear();
    }
    for (const { kind, dueAt } of armed.values())
      if (now.getTime() - Date.parse(dueAt) > graceMs)
        violations.push(`I3 ${kind} was due at ${dueAt} and never fired`);
    return violations;
  });
}

function eachConversation(
  events: readonly StoredEvent[],
  check: (events: readonly ConversationEvent[]) => readonly string[],
): Violation[] {
  const streams = new Map<string, ConversationEvent[]>();
  for (const { stream, event } of events) {
    if (!stream.startsWith('conversation-')) continue;
    const known = streams.get(stream);
    if (known === undefined) streams.set(stream, [event as ConversationEvent]);
    else known.push(event as ConversationEvent);
  }
  return [...streams].flatMap(([stream, conversation]) =>
    check(conversation).map((found) => ({ invariant: found.slice(0, 2), stream, what: found.slice(3) })),
  );
}
