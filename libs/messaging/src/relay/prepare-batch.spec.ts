import type { LogEntry } from '#event-store';
import { describe, expect, it } from '@jest/globals';
import { prepareBatch } from './prepare-batch.js';

const place = (stream: string, revision: number) => ({
  eventId: `${stream}/${revision}`,
  stream: `conversation-${stream}`,
  revision: BigInt(revision),
  position: BigInt(revision),
  created: new Date(0),
});
const event = (stream: string, revision: number, type = 'Renotified'): LogEntry =>
  ({
    ...place(stream, revision),
    event: { type, at: '2026-11-20T03:12:42.123Z', data: { handoffId: 'h', step: 1 } },
    metadata: { workspaceId: 'w', actor: { kind: 'system', id: 's' }, correlationId: 'c', causationId: null },
  }) as unknown as LogEntry;
const unreadable = (stream: string, revision: number): LogEntry => ({
  ...place(stream, revision),
  type: 'Claimed',
  problem: new TypeError('of a newer version'),
});
const typeOf = (entry: LogEntry) => ('problem' in entry ? entry.type : entry.event.type);
const ids = (events: readonly { readonly eventId: string }[]) => events.map(({ eventId }) => eventId);

describe('a batch on its way to Kafka', () => {
  it('is published whole and in order when everything in it is understood', () => {
    const { events, parked } = prepareBatch([event('a', 0), event('b', 0), event('a', 1)], new Set());
    expect(ids(events)).toEqual(['a/0', 'b/0', 'a/1']);
    expect(parked).toEqual([]);
  });

  it.each([
    ['that cannot be read', unreadable('a', 1), 'unreadable: TypeError'],
    ['of a type it does not publish', event('a', 1, 'OfTomorrow'), 'a type that this program does not publish'],
  ])(
    'stops a stream at an event %s, so that readers never see a hole; other streams go on',
    (_what, poison, problem) => {
      const held = new Set<string>();
      const { events, parked } = prepareBatch([event('a', 0), poison, event('b', 0), event('a', 2)], held);
      expect(ids(events)).toEqual(['a/0', 'b/0']);
      expect(parked).toEqual([{ stream: 'conversation-a', revision: 1n, eventType: typeOf(poison), problem }]);
      expect(held).toEqual(new Set(['conversation-a']));
    },
  );

  it('goes on holding back what was parked before, without parking it again', () => {
    const { events, parked } = prepareBatch([event('a', 3), unreadable('a', 4)], new Set(['conversation-a']));
    expect([events, parked]).toEqual([[], []]);
  });
});
