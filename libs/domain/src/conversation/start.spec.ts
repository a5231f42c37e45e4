import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { given } from '../../test/given.js';
import { contextOf, eventsOf, olga, nobodyActive, workspaceWith, ada } from '../../test/scene.js';
import { closes, history, writes, type Step } from '../../test/steps.js';
import { fold } from '../kernel.js';
import { changeChannel } from '../workspace/settings.js';
import { conversation } from './evolve.js';
import { startConversation, type StartConversation } from './start.js';
import type { Conversation } from './state.js';

const starts =
  (more: Partial<StartConversation> = {}): Step =>
  (state, context) =>
    startConversation(
      state,
      { contactId: 'carla', channel: 'web', sequence: 1, identified: true, previousConversationId: null, ...more },
      context,
    );

describe('a start', () => {
  it('without a message opens no turn', () => {
    given(history({}))
      .when(starts({ previousConversationId: 'before', sequence: 2 }))
      .then([
        {
          type: 'ConversationStarted',
          data: { sequence: 2, previousConversationId: 'before', environment: 'live', identified: true, epoch: 1 },
        },
      ]);
  });

  it('of a test chat runs the applied version; without one it is refused (row 36)', () => {
    given(history({}))
      .when(starts({ test: true, agentId: 'draft' }))
      .then([{ type: 'ConversationStarted', data: { environment: 'test', agent: { id: 'draft' } } }]);
    given(history({}))
      .when(starts({ test: true, agentId: 'nobody' }))
      .thenRefused('agent_not_active');
  });

  it('again is quiet; with other particulars, or once closed, it is refused', () => {
    given(history({}, starts())).when(starts()).thenNothing();
    given(history({}, starts()))
      .when(starts({ channel: 'mail' }))
      .thenRefused('already_started', { state: 'ai' });
    given(history({}, starts(), closes(olga)))
      .when(starts())
      .thenRefused('closed');
  });
});

describe('a first message', () => {
  it('starts a conversation with the default agent, which owes an answer (row 50)', () => {
    given(history({}))
      .when(writes('Hello'))
      .then([
        { type: 'ConversationStarted', data: { agent: { id: 'front', version: 1 }, epoch: 1, entry: 1 } },
        {
          type: 'CustomerMessageReceived',
          data: {
            turn: { agentId: 'front', agentVersion: 1, epoch: 1 },
            deadlines: { armed: [{ kind: 'agent_turn' }] },
          },
        },
      ]);
  });

  it('starts waiting where no agent is active (row 63)', () => {
    given(history(nobodyActive))
      .when(writes('Hello'))
      .then([
        { type: 'ConversationStarted', data: { agent: null } },
        {
          type: 'HandoffRequested',
          data: { trigger: 'agent_unavailable', from: { kind: 'channel' }, to: { kind: 'queue', id: null }, number: 1 },
        },
        { type: 'CustomerMessageReceived' },
      ]);
  });

  it('starts waiting for a contact who has people first (row 30)', () => {
    given(history({ contact: { firstHandler: 'human' } }))
      .when(writes())
      .then([
        { type: 'ConversationStarted' },
        { type: 'HandoffRequested', data: { trigger: 'contact_preference' } },
        { type: 'CustomerMessageReceived' },
      ]);
  });

  it('starts waiting while the contact is kept from this agent elsewhere, and is linked to that conversation (row 39)', () => {
    given(history({ contact: { firstHandler: 'ai', humanOnlyWith: { front: 'other' } } }))
      .when(writes())
      .then([
        { type: 'ConversationStarted', data: { linkedConversationId: 'other' } },
        { type: 'HandoffRequested', data: { trigger: 'human_only_elsewhere' } },
        { type: 'CustomerMessageReceived' },
      ]);
  });

  it('goes to the agent where the contact is kept from another one (row 39)', () => {
    given(history({ contact: { firstHandler: 'ai', humanOnlyWith: { billing: 'other' } } }))
      .when(writes())
      .then([{ type: 'ConversationStarted', data: { agent: { id: 'front' } } }, { type: 'CustomerMessageReceived' }]);
  });

  it('runs the applied, unpublished version on a staging channel (row 49)', () => {
    const staging = workspaceWith((state, now) =>
      changeChannel(state, { member: ada, channel: 'web', environment: 'staging', enabled: true }, now),
    );
    given(history({ workspace: staging }))
      .when(writes('Hello', {}, { agentId: 'draft' }))
      .then([
        { type: 'ConversationStarted', data: { environment: 'staging', agent: { id: 'draft', version: 1 } } },
        { type: 'CustomerMessageReceived' },
      ]);
  });

  it('is refused on a channel that is switched off', () => {
    const off = workspaceWith((state, now) =>
      changeChannel(state, { member: ada, channel: 'web', environment: 'live', enabled: false }, now),
    );
    given(history({ workspace: off }))
      .when(writes())
      .thenRefused('channel_disabled');
  });
});

describe('conversations of one contact', () => {
  it('are one open per channel, however messages and closings come (rows 50, 59)', () => {
    const events = fc.array(fc.tuple(fc.constantFrom('web', 'mail'), fc.boolean()), { maxLength: 20 });
    fc.assert(
      fc.property(events, (sequence) => {
        // As the commands do: the last number of a channel, or the next one when that is closed.
        const byChannel: Record<string, Conversation[]> = { web: [], mail: [] };
        for (const [channel, isClose] of sequence) {
          const all = byChannel[channel]!;
          const last = all.at(-1) ?? conversation.initial;
          const step = (state: Conversation, more: Step) =>
            fold(conversation, eventsOf(more(state, contextOf({}))), state);
          if (isClose) {
            if (last.status !== 'none') all[all.length - 1] = step(last, closes(olga));
          } else if (last.status === 'closed') {
            expect(() => step(last, writes())).toThrow('closed');
            all.push(step(conversation.initial, writes('Hi', {}, { channel, sequence: all.length + 1 })));
          } else all[Math.max(0, all.length - 1)] = step(last, writes('Hi', {}, { channel }));
          for (const of of Object.values(byChannel))
            expect(of.filter(({ status }) => status !== 'closed').length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
