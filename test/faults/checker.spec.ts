import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '#event-store';
import { checkAcknowledged, checkControl, checkDeadlines } from './checker.js';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const member = (id: string) => ({ kind: 'member', id, name: id });
const queue = { kind: 'queue', id: null, name: null };
const unclaimed = (generation: number) => ({
  armed: [{ kind: 'unclaimed', dueAt: at(20), generation, step: 0 }],
  cancelled: [],
});

/** A conversation as it should be: asked for, timed out once, claimed, answered, returned, closed. */
const good: readonly [string, Record<string, unknown>][] = [
  ['ConversationStarted', { epoch: 1 }],
  ['CustomerMessageReceived', { messageId: 'm1', channelMessageId: 'c1' }],
  ['AgentReplied', { epoch: 1 }],
  ['HandoffRequested', { epoch: 2, to: queue, deadlines: unclaimed(1) }],
  ['TimedOut', { kind: 'unclaimed', generation: 1, deadlines: { armed: [], cancelled: ['unclaimed'] } }],
  ['ContactFormRequested', { handoffId: 'h1' }],
  ['Claimed', { epoch: 3, to: member('ada') }],
  ['MemberReplied', { member: member('ada') }],
  ['ReturnedToAI', { epoch: 4, deadlines: { armed: [], cancelled: ['unclaimed'] } }],
  ['AgentReplied', { epoch: 4 }],
  ['ConversationClosed', { epoch: 5 }],
];

function stored(events: readonly (readonly [string, Record<string, unknown>])[]): StoredEvent[] {
  return events.map(([type, data], i) => ({
    eventId: `e${i}`,
    stream: 'conversation-1',
    revision: BigInt(i),
    position: BigInt(i),
    // The timeout stands fifth, and is due at 20 seconds.
    event: { type, at: at(i * 5), data },
  })) as unknown as StoredEvent[];
}

/** The good story with something put in before one of its events. */
function having(index: number, ...events: readonly (readonly [string, Record<string, unknown>])[]): StoredEvent[] {
  return stored([...good.slice(0, index), ...events, ...good.slice(index)]);
}

describe('the checker', () => {
  const now = new Date(at(600));

  it('finds nothing in a log that is as it should be', () => {
    const events = stored(good);
    const acknowledged = [{ conversationId: '1', messageId: 'm1', channelMessageId: 'c1' }];
    expect(checkAcknowledged(events, acknowledged)).toEqual([]);
    expect(checkControl(events)).toEqual([]);
    expect(checkDeadlines(events, now, 1_000)).toEqual([]);
  });

  it('finds a message that is lost, doubled or in another conversation, and a gap', () => {
    const acknowledged = { conversationId: '1', messageId: 'm1', channelMessageId: 'c1' };
    const lost = { ...acknowledged, channelMessageId: 'c2' };
    const elsewhere = { ...acknowledged, conversationId: '2' };
    for (const one of [lost, elsewhere]) expect(checkAcknowledged(stored(good), [one])).toHaveLength(1);
    expect(checkAcknowledged(having(2, good[1]!), [acknowledged])).toHaveLength(1);
    const events = stored(good);
    expect(checkAcknowledged([...events.slice(0, 3), ...events.slice(4)], [])).toHaveLength(1);
    expect(checkAcknowledged([...events, { ...events[0]!, revision: 11n }], [])).toHaveLength(1);
  });

  it.each<[string, string, number, readonly [string, Record<string, unknown>]]>([
    ['I2', 'a second claim', 7, ['Claimed', { epoch: 4, to: member('ben') }]],
    ['L1', 'an epoch that does not rise', 6, ['Claimed', { epoch: 2, to: member('ben') }]],
    ['L2', 'a stretch within a stretch', 6, ['HandoffRequested', { epoch: 3, to: queue }]],
    ['L2', 'an agent who passes on what people have', 6, ['HandedOffToAgent', { epoch: 3 }]],
    ['I4', 'an AI reply while people have it', 7, ['AgentReplied', { epoch: 3 }]],
    ['I4', 'an AI reply under an old epoch', 9, ['AgentReplied', { epoch: 1 }]],
    ['L6', 'a reply of somebody else', 7, ['MemberReplied', { member: member('ben') }]],
    ['L7', 'a second form of a handoff', 6, ['ContactFormRequested', { handoffId: 'h1' }]],
    ['L4', 'a message after the end', 11, ['CustomerMessageReceived', { messageId: 'm2' }]],
  ])('finds %s: %s', (invariant, _what, index, event) => {
    const found = checkControl(having(index, event)).map((one) => one.invariant);
    expect(found).toContain(invariant);
  });

  it('finds a deadline that fires twice, early, under another generation, or never', () => {
    const fired = good[4]!;
    expect(checkDeadlines(having(5, fired), now, 1_000)).toHaveLength(1);
    expect(checkDeadlines(having(4, ['TimedOut', { ...fired[1], generation: 7 }]), now, 1_000)).not.toEqual([]);
    const early = stored(good).map((one) => ({ ...one, event: { ...one.event, at: at(1) } }));
    expect(checkDeadlines(early, now, 1_000)).toHaveLength(1);
    const never = stored(good.slice(0, 4));
    expect(checkDeadlines(never, now, 1_000)).toHaveLength(1);
    expect(checkDeadlines(never, new Date(at(20)), 1_000)).toEqual([]);
  });
});
