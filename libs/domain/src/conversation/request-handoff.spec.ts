import { describe, it } from '@jest/globals';
import { given } from '../../test/given.js';
import { ada, agentWith, ann, front, noon, olga, nobodyActive } from '../../test/scene.js';
import {
  agentAnswers,
  asksForPerson,
  assumes,
  closes,
  history,
  lastTurn,
  returns,
  writes,
  type Step,
} from '../../test/steps.js';
import { changeReasonCodes } from '../workspace/settings.js';
import { workspaceWith } from '../../test/scene.js';
import { requestHandoff, switchToHuman, unassignAgent, type RequestHandoff } from './request-handoff.js';

const disabled = { agents: { front: agentWith('front', { ...front, handoffEnabled: false }) } };
const agentRequests =
  (more: Omit<RequestHandoff, 'by'> = {}): Step =>
  (state, context) =>
    requestHandoff(state, { by: { kind: 'agent', ...lastTurn(state) }, ...more }, context);
const customerRequests: Step = (state, context) => requestHandoff(state, { by: { kind: 'customer' } }, context);
const unassigns: Step = (state, context) => unassignAgent(state, { member: olga }, context);
const switches: Step = (state, context) => switchToHuman(state, { member: olga }, context);
const anonymous = writes('Hello', {}, { identified: false });

describe('a handoff the agent asks for', () => {
  it('passes its summary, the reason and the transcript, with the policy’s deadlines (rows 5, 6, 38)', () => {
    given(history({}, writes(), agentAnswers()))
      .when(
        agentRequests({
          reasonCode: 'out_of_scope',
          reasonText: 'She wants to sell us something.',
          context: { summary: 'A salesperson.', variables: { company: 'Initech' }, note: 'Be kind.' },
        }),
      )
      .then([
        {
          type: 'HandoffRequested',
          data: {
            trigger: 'agent_decision',
            decidedBy: { kind: 'agent_rule', id: 'front' },
            reasonCode: 'out_of_scope',
            reasonText: 'She wants to sell us something.',
            context: { summary: 'A salesperson.', note: 'Be kind.', transcript: { messages: 2 } },
            queuedAt: '2026-11-20T12:00:20.000Z',
            priority: 0,
            deadlines: {
              cancelled: [],
              armed: [
                { kind: 'unclaimed', step: 1, dueAt: '2026-11-20T12:02:20.000Z', generation: 2 },
                { kind: 'idle', dueAt: '2026-11-20T12:30:20.000Z', generation: 3 },
              ],
            },
          },
        },
      ]);
  });

  it('without a reason says so: the code is mandatory (row 67)', () => {
    given(history({}, writes()))
      .when(agentRequests())
      .then([{ type: 'HandoffRequested', data: { reasonCode: 'unspecified' } }]);
  });

  it('goes to a team, and urgent ones come first', () => {
    given(history({}, writes()))
      .when(agentRequests({ reasonCode: 'urgent', teamId: 'billing' }))
      .then([
        { type: 'HandoffRequested', data: { teamId: 'billing', to: { id: 'billing', name: 'Billing' }, priority: 1 } },
      ]);
    given(history({}, writes()))
      .when(agentRequests({ teamId: 'x' }))
      .thenRefused('team_not_found');
  });

  it('is refused and recorded where its handoff is switched off, or the customer is not identified (rows 32, 36)', () => {
    given(history(disabled, writes()))
      .when(agentRequests())
      .thenRefusedAndRecorded('handoff_disabled', [
        { type: 'HandoffRefused', data: { trigger: 'agent_decision', code: 'handoff_disabled' } },
      ]);
    given(history({}, anonymous))
      .when(agentRequests())
      .thenRefusedAndRecorded('not_identified', [{ type: 'HandoffRefused' }]);
    given(history({}, writes('Hello', {}, { test: true })))
      .when(agentRequests())
      .thenRefusedAndRecorded('test_conversation', [{ type: 'HandoffRefused' }]);
  });

  it('under an old epoch is refused', () => {
    given(history({}, writes(), assumes(olga), returns(olga)))
      .when((state, context) => requestHandoff(state, { by: { kind: 'agent', agentId: 'front', epoch: 1 } }, context))
      .thenRefused('stale_epoch', { currentEpoch: 4 });
  });

  it('with a reason code nobody knows is refused, with the list; the workspace may add its own', () => {
    given(history({}, writes()))
      .when(agentRequests({ reasonCode: 'bored' }))
      .thenRefused('unknown_reason_code', { reasonCode: 'bored' });
    const workspace = workspaceWith((state, now) =>
      changeReasonCodes(state, { member: ada, toPeople: ['bored'], toAi: [] }, { ...now, at: noon }),
    );
    given(history({ workspace }, writes()))
      .when(agentRequests({ reasonCode: 'bored' }))
      .then([{ type: 'HandoffRequested', data: { reasonCode: 'bored' } }]);
  });

  it('is quiet where people have it already', () => {
    given(history({}, writes(), asksForPerson()))
      .when(agentRequests())
      .thenNothing();
  });
});

describe('a handoff the customer asks for by a button', () => {
  it('wins over the agent’s settings; the idle window waits for the first assignment (row 19)', () => {
    given(history(disabled, writes()))
      .when(customerRequests)
      .then([
        {
          type: 'HandoffRequested',
          data: {
            trigger: 'explicit_request',
            customerAsked: true,
            reasonCode: 'customer_request',
            deadlines: { armed: [{ kind: 'unclaimed' }] },
          },
        },
      ]);
  });

  it('is refused and recorded where nobody is identified', () => {
    given(history({}, anonymous))
      .when(customerRequests)
      .thenRefusedAndRecorded('not_identified', [{ type: 'HandoffRefused' }]);
  });
});

describe('a handoff because an agent fails', () => {
  it('takes even a customer who is not identified: nobody else would answer', () => {
    given(history({}, anonymous))
      .when((state, context) =>
        requestHandoff(state, { by: { kind: 'system', trigger: 'agent_unavailable' } }, context),
      )
      .then([{ type: 'HandoffRequested', data: { reasonCode: 'agent_unavailable', decidedBy: { kind: 'system' } } }]);
  });
});

describe('a member', () => {
  it('stops the AI without taking the conversation, whatever its settings: it waits (row 62)', () => {
    given(history(disabled, anonymous))
      .when(unassigns)
      .then([
        {
          type: 'HandoffRequested',
          data: { trigger: 'member_unassigned_agent', decidedBy: { kind: 'member', id: 'olga' } },
        },
      ]);
  });

  it('switches the mode by hand where the agent is published and its handoff enabled (rows 46, 47)', () => {
    given(history({}, writes()))
      .when(switches)
      .then([{ type: 'HandoffRequested', data: { trigger: 'member_switched_to_human' } }]);
    given(history(disabled, writes()))
      .when(switches)
      .thenRefusedAndRecorded('handoff_disabled', [{ type: 'HandoffRefused' }]);
    given(history({}, writes())).when(switches, { scene: nobodyActive }).thenRefused('agent_not_published');
  });

  it('does neither as an auditor, nor once it is closed; both are quiet with people', () => {
    given(history({}, writes()))
      .when((state, context) => unassignAgent(state, { member: ann }, context))
      .thenRefused('role_not_allowed');
    given(history({}, writes(), closes(olga)))
      .when(switches)
      .thenRefused('closed');
    given(history({}, writes(), asksForPerson()))
      .when(unassigns)
      .thenNothing();
    given(history({}, writes(), asksForPerson()))
      .when(switches)
      .thenNothing();
  });
});
