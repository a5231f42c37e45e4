import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '#event-store';
import { lastChanges } from './deadline-jobs.js';

const at = '2026-11-20T03:12:42.123Z';

function stored(conversation: string, data: unknown): StoredEvent {
  return {
    stream: `conversation-${conversation}`,
    event: { type: 'CustomerMessageReceived', at, data },
    metadata: { workspaceId: 'w1' },
  } as unknown as StoredEvent;
}

const arm = (generation: number) => ({ armed: [{ kind: 'idle', dueAt: at, generation }], cancelled: [] });

describe('the jobs of deadlines', () => {
  it('follow the last word of a batch: a window that moved on a thousand times is one job', () => {
    const events = Array.from({ length: 1_000 }, (_, n) => stored('c1', { deadlines: arm(n + 1) }));
    expect([...lastChanges(events)]).toEqual([
      ['c1:idle', { workspaceId: 'w1', conversationId: 'c1', kind: 'idle', generation: 1_000, dueAt: at }],
    ]);
  });

  it('are taken away when the deadline is cancelled, and come back when it is armed again', () => {
    const cancel = { armed: [], cancelled: ['idle'] };
    expect(
      lastChanges([stored('c1', { deadlines: arm(1) }), stored('c1', { deadlines: cancel })]).get('c1:idle'),
    ).toBeNull();
    const both = { ...arm(2), cancelled: ['idle'] };
    expect(lastChanges([stored('c1', { deadlines: both })]).get('c1:idle')).toMatchObject({ generation: 2 });
  });

  it('keep conversations and kinds apart, and leave other events alone', () => {
    const offer = { armed: [{ kind: 'offer', dueAt: at, generation: 7 }], cancelled: [] };
    const keys = [
      ...lastChanges([
        stored('c1', { deadlines: arm(1) }),
        stored('c2', { deadlines: offer }),
        stored('c3', {}),
      ]).keys(),
    ];
    expect(keys).toEqual(['c1:idle', 'c2:offer']);
  });
});
