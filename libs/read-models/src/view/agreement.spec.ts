import { describe, expect, it } from '@jest/globals';
import { conversation, fold, interactionMode, type Conversation, type ConversationEvent } from '#domain';
import type { StoredEvent } from '#event-store';
import fc from 'fast-check';
import { histories } from '../../test/random-history.js';
import { aiSpans } from '../metrics/ai-spans-view.js';
import { conversations } from '../conversations/conversations-view.js';
import { deadlines } from '../deadlines/deadlines-view.js';
import { handoffs } from '../handoffs/handoffs-view.js';
import { modes } from '../modes/modes-view.js';
import { queue } from '../queue/queue-view.js';
import { turns } from '../turns/turns-view.js';
import { foldFromZero } from './fold.js';

/** Every conversation of a history at some moment, with the state on which the domain would decide. */
function* statesAt(events: readonly StoredEvent[], count: number): Generator<[StoredEvent[], Conversation]> {
  const streams = new Map<string, StoredEvent[]>();
  for (const stored of events.slice(0, count))
    if (stored.stream.startsWith('conversation-'))
      streams.set(stored.stream, [...(streams.get(stored.stream) ?? []), stored]);
  for (const stream of streams.values())
    yield [
      stream,
      fold(
        conversation,
        stream.map(({ event }) => event as ConversationEvent),
      ),
    ];
}

const moments = fc.tuple(histories, fc.integer({ min: 0, max: 10_000 }));

function always(check: (stream: StoredEvent[], state: Conversation) => void): void {
  fc.assert(
    fc.property(moments, ([events, cut]) => {
      for (const [stream, state] of statesAt(events, 30 + (cut % events.length))) check(stream, state);
    }),
    { numRuns: 150 },
  );
}

describe('whatever happens, what is read agrees with what is decided on', () => {
  it('who has a conversation, under which epoch, and why', () => {
    always((stream, state) => {
      const [row] = foldFromZero(conversations, stream);
      expect(row).toMatchObject({
        status: state.status,
        epoch: state.epoch,
        agentId: state.agent?.id ?? null,
        agentVersion: state.agent?.version ?? null,
        assigneeId: state.assignee?.id ?? null,
        handoffId: state.handoff?.handoffId ?? null,
        teamId: state.status === 'waiting' ? state.handoff?.teamId : null,
        customerAsked: state.customerAsked,
        messages: state.messages,
        handoffs: state.handoffs,
      });
    });
  });

  it('what waits, and since when', () => {
    always((stream, state) => {
      const [row] = foldFromZero(queue, stream);
      expect(row?.waiting ?? false).toBe(state.status === 'waiting');
      if (row !== undefined)
        expect(row).toMatchObject({ queuedAt: state.handoff?.queuedAt, handoffId: state.handoff?.handoffId });
    });
  });

  it('the answers that are owed', () => {
    always((stream, state) => {
      const owed = state.turns.filter(({ answered }) => !answered).map(({ turnId }) => turnId);
      expect(foldFromZero(turns, stream).map(({ turnId }) => turnId)).toEqual(owed);
    });
  });

  it('the deadlines that are armed', () => {
    always((stream, state) => {
      const armed = Object.values(state.deadlines).map(({ kind, generation, dueAt }) => [kind, generation, dueAt]);
      const rows = foldFromZero(deadlines, stream).map(({ kind, generation, dueAt }) => [kind, generation, dueAt]);
      expect(rows.sort()).toEqual(armed.sort());
    });
  });

  it('the mode of the contact and the agent', () => {
    always((stream, state) => {
      if (state.status === 'closed') return;
      const { mode, source, expiresAt } = interactionMode(state);
      const row = foldFromZero(modes, stream).find(({ current }) => current);
      if (row === undefined) return;
      // With an AI agent the view also tells which agent handed it on, which moves no mode of the conversation.
      expect(row).toMatchObject(mode === 'human' ? { mode, source, expiresAt } : { mode, expiresAt: null });
    });
  });

  it('the one stretch that is open, and the one agent in control', () => {
    always((stream, state) => {
      const rows = foldFromZero(handoffs, stream);
      expect(rows.map(({ number }) => number)).toEqual(rows.map((_, i) => i + 1));
      const open = rows.filter((row) => row.direction === 'to_people' && row.endedAt === null);
      expect(open.map(({ handoffId }) => handoffId)).toEqual(state.handoff === null ? [] : [state.handoff.handoffId]);
      const spans = foldFromZero(aiSpans, stream).filter(({ endedAt }) => endedAt === null);
      expect(spans.map(({ agentId }) => agentId)).toEqual(state.agent === null ? [] : [state.agent.id]);
    });
  });
});
