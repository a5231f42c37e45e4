import { describe, it } from '@jest/globals';
import { given } from '../../test/given.js';
import { ada, ann, olga, workspaceWith } from '../../test/scene.js';
import {
  agentAnswers,
  agentHandsTo,
  agentOffers,
  asksForPerson,
  closes,
  history,
  writes,
  type Step,
} from '../../test/steps.js';
import { changeLoopLimit } from '../workspace/settings.js';
import { handOffToAgent } from './hand-off-to-agent.js';

const byOlga =
  (toAgentId: string, more: Partial<Parameters<typeof handOffToAgent>[1]> = {}): Step =>
  (state, context) =>
    handOffToAgent(state, { by: { kind: 'member', member: olga }, toAgentId, ...more }, context);
const onceOnly = {
  workspace: workspaceWith((state, now) => changeLoopLimit(state, { member: ada, limit: 1 }, now)),
};

describe('a handoff from agent to agent', () => {
  it('is one entry: from, to, who decided, why, and a copy of what was passed (rows 1–8, 75)', () => {
    given(history({}, writes(), agentAnswers()))
      .when((state, context, seen = state) =>
        handOffToAgent(
          state,
          {
            by: { kind: 'agent', agentId: 'front', epoch: seen.epoch },
            toAgentId: 'billing',
            reasonCode: 'out_of_scope',
            reasonText: 'A billing question.',
            context: { summary: 'Wants a refund.', variables: { order: '4711' } },
          },
          context,
        ),
      )
      .then([
        {
          type: 'HandedOffToAgent',
          data: {
            number: 1,
            epoch: 2,
            entry: 2,
            from: { kind: 'ai_agent', id: 'front', name: 'Front line', version: 1 },
            to: { kind: 'ai_agent', id: 'billing', name: 'Billing specialist', version: 1 },
            decidedBy: { kind: 'agent_rule', id: 'front' },
            trigger: 'agent_to_agent',
            reasonCode: 'out_of_scope',
            reasonText: 'A billing question.',
            context: { summary: 'Wants a refund.', variables: { order: '4711' }, transcript: { messages: 2 } },
            resume: 'immediate',
            turn: { agentId: 'billing', cause: 'resume', epoch: 2 },
          },
        },
      ]);
  });

  it('may be a person’s decision, and may wait for the next message (row 4)', () => {
    given(history({}, writes(), agentAnswers()))
      .when(byOlga('billing', { resume: 'on_next_message' }))
      .then([
        { type: 'HandedOffToAgent', data: { decidedBy: { kind: 'member', id: 'olga' }, resume: 'on_next_message' } },
      ]);
  });

  it('over the loop limit asks people instead, with the count in its trace', () => {
    given(history(onceOnly, writes(), agentHandsTo('billing')))
      .when(agentHandsTo('front'))
      .then([
        {
          type: 'HandoffRequested',
          data: {
            trigger: 'loop_limit',
            reasonCode: 'stuck',
            decidedBy: { kind: 'system' },
            trace: { counters: { agentHandoffs: 1 }, thresholds: { agentHandoffs: 1 } },
          },
        },
      ]);
  });

  it('over the loop limit of a customer who is not identified is refused and recorded', () => {
    given(history(onceOnly, writes('Hi', {}, { identified: false }), agentHandsTo('billing')))
      .when(agentHandsTo('front'))
      .thenRefusedAndRecorded('not_identified', [{ type: 'HandoffRefused', data: { trigger: 'loop_limit' } }]);
  });

  it('to an agent that is not active, to itself, with an offer open or under an old epoch is refused', () => {
    given(history({}, writes())).when(agentHandsTo('draft')).thenRefused('agent_not_active', { agentId: 'draft' });
    given(history({}, writes())).when(agentHandsTo('front')).thenRefused('same_agent');
    given(history({}, writes(), agentOffers()))
      .when(agentHandsTo('billing'))
      .thenRefused('offer_pending');
    given(history({}, writes()))
      .when((state, context) =>
        handOffToAgent(state, { by: { kind: 'agent', agentId: 'front', epoch: 0 }, toAgentId: 'billing' }, context),
      )
      .thenRefused('stale_epoch');
  });

  it('is refused with people, once closed, and to an auditor', () => {
    given(history({}, writes(), asksForPerson()))
      .when(byOlga('billing'))
      .thenRefused('not_with_ai', { state: 'waiting' });
    given(history({}, writes(), closes(olga)))
      .when(byOlga('billing'))
      .thenRefused('closed');
    given(history({}, writes()))
      .when(byOlga('billing', { by: { kind: 'member', member: ann } }))
      .thenRefused('role_not_allowed');
  });

  it('to the agent that has it already is quiet', () => {
    given(history({}, writes())).when(byOlga('front')).thenNothing();
  });
});
