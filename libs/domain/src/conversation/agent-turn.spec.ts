import { describe, expect, it } from '@jest/globals';
import { given } from '../../test/given.js';
import { olga } from '../../test/scene.js';
import {
  agentAnswers,
  agentHandsTo,
  asksForPerson,
  assumes,
  claims,
  closes,
  history,
  lastTurn,
  returns,
  writes,
  type History,
  type Step,
} from '../../test/steps.js';
import { recordAgentAction, replyAsAgent } from './agent-turn.js';

/** The agent answers under the turn it was given then, whatever happened since. */
function answersFrom(then: History): Step {
  const work = lastTurn(then.state);
  return (state, context) => replyAsAgent(state, { ...work, text: 'Here it is.', attachments: [] }, context);
}

/** What happens after the agent was given its turn. */
function later(...steps: readonly Step[]): { readonly asked: History; readonly now: History } {
  const first = writes();
  return { asked: history({}, first), now: history({}, first, ...steps) };
}

describe('an agent’s answer', () => {
  it('carries the agent’s name and version, what it answers, and ends the turn (row 70)', () => {
    const { asked } = later();
    given(asked)
      .when(answersFrom(asked))
      .then([
        {
          type: 'AgentReplied',
          data: {
            agent: { id: 'front', name: 'Front line', version: 1 },
            inReplyTo: asked.state.lastCustomerMessageId,
            epoch: 1,
            deadlines: { cancelled: ['agent_turn'], armed: [] },
          },
        },
      ]);
  });

  it('says what the agent was given (row 8)', () => {
    const asked = history({}, writes());
    const given_ = { from: 'a', to: 'b', messages: 2 };
    given(asked)
      .when((state, context) =>
        replyAsAgent(state, { ...lastTurn(state), text: 'Yes.', attachments: [], given: given_ }, context),
      )
      .then([{ type: 'AgentReplied', data: { given: given_ } }]);
  });

  it('to the older of two messages leaves the younger owed', () => {
    const { asked, now } = later(writes('And my refund?'));
    given(now)
      .when(answersFrom(asked))
      .then([
        {
          type: 'AgentReplied',
          data: { deadlines: { armed: [{ kind: 'agent_turn', dueAt: '2026-11-20T12:01:10.000Z' }] } },
        },
      ]);
  });

  it('to the younger of two messages answers both', () => {
    expect(history({}, writes(), writes(), agentAnswers()).state).toMatchObject({
      deadlines: {},
      turns: [{ answered: true }, { answered: true }],
    });
  });

  it('in several messages is welcome, and leaves a younger turn owed', () => {
    const { asked, now } = later(agentAnswers());
    given(now)
      .when(answersFrom(asked))
      .then([{ type: 'AgentReplied' }]);
    const further = later(agentAnswers(), writes());
    given(further.now)
      .when(answersFrom(further.asked))
      .then([{ type: 'AgentReplied', data: { inReplyTo: further.asked.state.lastCustomerMessageId } }]);
    const owed = history({}, writes(), agentAnswers(), writes(), answersFrom(asked)).state;
    expect(owed.deadlines.agent_turn?.dueAt).toBe('2026-11-20T12:01:20.000Z');
  });

  it.each([
    ['the customer asked for a person, claimed or not (row 27)', [asksForPerson()]],
    ['a member assumed the conversation (row 73)', [assumes(olga)]],
    ['it went away and came back', [asksForPerson(), claims(olga), returns(olga)]],
    ['another agent has it', [agentHandsTo('billing')]],
    ['it was closed', [closes(olga)]],
  ])('in flight when %s never lands, and that it tried is recorded once', (_when, since) => {
    const { asked, now } = later(...since);
    given(now)
      .when(answersFrom(asked))
      .thenRefusedAndRecorded('stale_epoch', [{ type: 'AgentReplyFenced', data: { epoch: 1, agentId: 'front' } }]);
    const fenced: Step = (state, context) => {
      const decision = answersFrom(asked)(state, context);
      return 'rejection' in decision ? decision.events : decision;
    };
    const { asked: again, now: afterwards } = later(...since, fenced);
    given(afterwards).when(answersFrom(again)).thenRefused('stale_epoch');
  });

  it('under a turn that never was is refused', () => {
    given(history({}, writes()))
      .when((state, context) =>
        replyAsAgent(state, { agentId: 'front', epoch: 1, turnId: 'x', text: 'Hi', attachments: [] }, context),
      )
      .thenRefused('unknown_turn', { turnId: 'x' });
  });
});

describe('an agent’s action', () => {
  const acts =
    (then: History): Step =>
    (state, context) =>
      recordAgentAction(
        state,
        { ...lastTurn(then.state), actionId: 'a1', name: 'look_up', arguments: { order: 4711 }, result: null },
        context,
      );

  it('is logged in the conversation (row 71)', () => {
    const { asked } = later();
    given(asked)
      .when(acts(asked))
      .then([
        { type: 'AgentActionRecorded', data: { name: 'look_up', late: false, agent: { id: 'front', version: 1 } } },
      ]);
  });

  it('that ended after control had moved is kept, marked late', () => {
    const { asked, now } = later(asksForPerson());
    given(now)
      .when(acts(asked))
      .then([{ type: 'AgentActionRecorded', data: { late: true } }]);
    const closed = later(closes(olga));
    given(closed.now)
      .when(acts(closed.asked))
      .then([{ type: 'AgentActionRecorded', data: { late: true } }]);
  });

  it('is told by an agent that had control once, and by no other one', () => {
    const request = { epoch: 1, turnId: 't', actionId: 'a', name: 'n', arguments: null, result: null };
    const passed = history({}, writes(), agentHandsTo('billing'), asksForPerson());
    for (const agentId of ['front', 'billing'])
      given(passed)
        .when((state, context) => recordAgentAction(state, { ...request, agentId }, context))
        .then([{ type: 'AgentActionRecorded', data: { late: true, agent: { id: agentId } } }]);
    given(history({}, writes()))
      .when((state, context) => recordAgentAction(state, { ...request, agentId: 'billing' }, context))
      .thenRefused('unknown_turn');
    given(history({}, writes()))
      .when((state, context) =>
        replyAsAgent(state, { agentId: 'billing', epoch: 1, turnId: 't', text: 'Hi', attachments: [] }, context),
      )
      .thenRefused('stale_epoch');
  });

  it('of an agent nobody knows is refused', () => {
    given(history({}, writes()))
      .when((state, context) =>
        recordAgentAction(
          state,
          { agentId: 'x', epoch: 1, turnId: 't', actionId: 'a', name: 'n', arguments: null, result: null },
          context,
        ),
      )
      .thenRefused('agent_not_found');
  });
});
