import { describe, expect, it } from '@jest/globals';
import { given } from '../../test/given.js';
import { ada, agentWith, front, olga, workspaceWith, nobodyActive } from '../../test/scene.js';
import {
  agentAnswers,
  agentOffers,
  answers,
  asksForPerson,
  assumes,
  claims,
  history,
  releases,
  rings,
  writes,
  type Step,
} from '../../test/steps.js';
import type { WaitPolicy } from '../workspace/events.js';
import { changeWaitPolicy } from '../workspace/settings.js';
import { fireDeadline } from './fire-deadline.js';

function waitingBy(policy: Partial<WaitPolicy>) {
  const full = { steps: [], firstResponseSeconds: null, nextResponseSeconds: null, ...policy };
  return { workspace: workspaceWith((state, now) => changeWaitPolicy(state, { member: ada, policy: full }, now)) };
}

const keyword = writes('lawyer', { keyword: true });

describe('a deadline', () => {
  const waiting = history({}, writes(), asksForPerson());
  const armed = waiting.state.deadlines.unclaimed!;
  const fires =
    (generation: number): Step =>
    (state, context) =>
      fireDeadline(state, { kind: 'unclaimed', generation }, context);

  it('fires when the server’s time has come to its due time, not before (rows 56)', () => {
    given(waiting).when(fires(armed.generation), { seconds: 109.999 }).thenNothing();
    given(waiting)
      .when(fires(armed.generation), { seconds: 110 })
      .then([
        { type: 'TimedOut', data: { dueAt: armed.dueAt, generation: armed.generation } },
        { type: 'ContactFormRequested' },
      ]);
  });

  it('of another generation does nothing, nor one that was cancelled', () => {
    given(waiting)
      .when(fires(armed.generation - 1), { seconds: 200 })
      .thenNothing();
    given(history({}, writes(), asksForPerson(), claims(olga)))
      .when(fires(armed.generation), { seconds: 200 })
      .thenNothing();
  });
});

describe('nobody claims', () => {
  it('within 120 seconds: a contact form goes to the customer, and it stays claimable (row 56)', () => {
    given(history({}, writes(), asksForPerson()))
      .when(rings('unclaimed'))
      .then([
        {
          type: 'TimedOut',
          data: {
            kind: 'unclaimed',
            step: 1,
            effect: 'contact_form',
            entry: 3,
            deadlines: { cancelled: ['unclaimed'] },
          },
        },
        { type: 'ContactFormRequested', data: { formId: expect.any(String) } },
      ]);
    given(history({}, writes(), asksForPerson(), rings('unclaimed')))
      .when(claims(olga))
      .then([{ type: 'Claimed' }]);
  });

  it('and the steps follow one another, each from the beginning of the wait', () => {
    const scene = waitingBy({
      steps: [
        { kind: 'notify', afterSeconds: 60 },
        { kind: 'fallback_team', afterSeconds: 300, teamId: 'billing' },
        { kind: 'close', afterSeconds: 600 },
      ],
    });
    const steps = [writes(), asksForPerson()];
    given(history(scene, ...steps))
      .when(rings('unclaimed'))
      .then([
        {
          type: 'TimedOut',
          data: { effect: 'notify', deadlines: { armed: [{ step: 1, dueAt: '2026-11-20T12:05:10.000Z' }] } },
        },
        { type: 'Renotified', data: { step: 0 } },
      ]);
    given(history(scene, ...steps, rings('unclaimed')))
      .when(rings('unclaimed'))
      .then([{ type: 'TimedOut' }, { type: 'FallbackTeamSet', data: { teamId: 'billing', entry: 5 } }]);
    const fallenBack = history(scene, ...steps, rings('unclaimed'), rings('unclaimed'));
    expect(fallenBack.state.handoff?.teamId).toBe('billing');
    given(fallenBack)
      .when(rings('unclaimed'))
      .then([
        { type: 'TimedOut', data: { effect: 'close' } },
        { type: 'ConversationClosed', data: { outcome: 'unclaimed' } },
      ]);
  });

  it('and a team that is gone meanwhile is passed over', () => {
    const scene = waitingBy({ steps: [{ kind: 'fallback_team', afterSeconds: 60, teamId: 'billing' }] });
    const { teams, ...rest } = scene.workspace;
    const without = { ...rest, teams: { ...teams, billing: { ...teams['billing']!, removed: true } } };
    given(history(scene, writes(), asksForPerson()))
      .when(rings('unclaimed'), { scene: { workspace: without } })
      .then([{ type: 'TimedOut', data: { effect: 'none' } }]);
  });

  it('keeps the policy the handoff began with, whatever the workspace changes meanwhile', () => {
    given(history({}, writes(), asksForPerson()))
      .when(rings('unclaimed'), { scene: waitingBy({ steps: [] }) })
      .then([{ type: 'TimedOut', data: { effect: 'contact_form' } }, { type: 'ContactFormRequested' }]);
  });
});

describe('silence', () => {
  it('lasts the idle window: the agent that handed off has it again, and says nothing by itself (rows 33, 43)', () => {
    given(history({}, writes(), keyword, claims(olga)))
      .when(rings('idle'))
      .then([
        { type: 'TimedOut', data: { kind: 'idle', effect: 'returned_to_ai', dueAt: '2026-11-20T12:30:20.000Z' } },
        {
          type: 'ReturnedToAI',
          data: { agentId: 'front', cause: 'idle_timeout', resume: 'on_next_message', decidedBy: { kind: 'system' } },
        },
      ]);
  });

  it('is measured from the last message, the customer’s or a member’s (row 42)', () => {
    const talk = history({}, writes(), keyword, claims(olga), writes(), answers(olga));
    expect(talk.state.deadlines.idle?.dueAt).toBe('2026-11-20T12:30:40.000Z');
  });

  it('does not run for a customer who asked for a person until somebody came, unless the agent says so', () => {
    expect(history({}, writes(), asksForPerson()).state.deadlines.idle).toBeUndefined();
    expect(history({}, writes(), asksForPerson(), claims(olga)).state.deadlines.idle).toBeDefined();
    const scene = { agents: { front: agentWith('front', { ...front, idleReturnWhileWaiting: true }) } };
    expect(history(scene, writes(), asksForPerson()).state.deadlines.idle).toBeDefined();
  });

  it('never ends it where the agent has no window: only a person does (rows 28, 33)', () => {
    const scene = { agents: { front: agentWith('front', { ...front, idleTimeoutMinutes: null }) } };
    expect(history(scene, writes(), keyword, claims(olga)).state.deadlines.idle).toBeUndefined();
  });

  it('moves nothing where no agent is active', () => {
    given(history({}, writes(), keyword, claims(olga)))
      .when(rings('idle'), { scene: nobodyActive })
      .then([{ type: 'TimedOut', data: { effect: 'none', deadlines: { cancelled: ['idle'] } } }]);
  });
});

describe('an assignee who does not answer', () => {
  const scene = waitingBy({ firstResponseSeconds: 60, nextResponseSeconds: 300 });
  const claimed = [writes(), asksForPerson(), claims(olga)];

  it('loses it to the queue after the first-response time, at its old place', () => {
    given(history(scene, ...claimed))
      .when(rings('first_response'))
      .then([
        { type: 'TimedOut', data: { kind: 'first_response', effect: 'released' } },
        { type: 'Released', data: { cause: 'first_response', decidedBy: { kind: 'system' } } },
      ]);
    expect(history(scene, ...claimed, rings('first_response')).state.handoff?.queuedAt).toBe(
      '2026-11-20T12:00:10.000Z',
    );
  });

  it('owes the next answer from the customer’s message on', () => {
    const talk = history(scene, ...claimed, answers(olga), writes());
    expect(talk.state.deadlines.next_response?.dueAt).toBe('2026-11-20T12:05:40.000Z');
    given(talk)
      .when(rings('next_response'))
      .then([{ type: 'TimedOut' }, { type: 'Released', data: { cause: 'next_response' } }]);
    expect(
      history(scene, ...claimed, answers(olga), writes(), answers(olga)).state.deadlines.next_response,
    ).toBeUndefined();
  });

  it('and releases by themselves owes nothing', () => {
    expect(history(scene, ...claimed, releases(olga)).state.deadlines.first_response).toBeUndefined();
  });
});

describe('an agent that does not answer', () => {
  it('in time gives way to people', () => {
    given(history({}, writes()))
      .when(rings('agent_turn'))
      .then([
        { type: 'TimedOut', data: { kind: 'agent_turn', effect: 'handoff_requested' } },
        { type: 'HandoffRequested', data: { trigger: 'agent_failure', reasonCode: 'agent_failure' } },
      ]);
  });

  it('owes nothing once it answered or a member has it', () => {
    expect(history({}, writes(), agentAnswers()).state.deadlines).toEqual({});
    expect(history({}, writes(), assumes(olga)).state.deadlines.agent_turn).toBeUndefined();
  });

  it('in a test chat is only noted (row 36)', () => {
    given(history({}, writes('Hi', {}, { test: true })))
      .when(rings('agent_turn'))
      .then([{ type: 'TimedOut', data: { effect: 'none' } }]);
  });
});

describe('an offer nobody answers', () => {
  it('lapses, and the agent goes on', () => {
    given(history({}, writes(), agentAnswers(), agentOffers()))
      .when(rings('offer'))
      .then([
        { type: 'TimedOut', data: { kind: 'offer', effect: 'offer_lapsed' } },
        { type: 'HandoffOfferLapsed', data: { cause: 'timed_out' } },
      ]);
  });
});
