import { describe, it } from '@jest/globals';
import { given } from '../../test/given.js';
import { agentWith, front } from '../../test/scene.js';
import { agentAnswers, asksForPerson, history, lastTurn, writes, type Step } from '../../test/steps.js';
import { assessTurn, type AssessTurn } from './assess-turn.js';

const assesses =
  (how: Pick<AssessTurn, 'sentiment' | 'answered'>): Step =>
  (state, context, seen = state) =>
    assessTurn(state, { ...lastTurn(seen), ...how }, context);

const failing = [writes(), assesses({ answered: false })];
const upset = [writes(), assesses({ sentiment: -0.8 })];
const offering = { agents: { front: agentWith('front', { ...front, offerBeforeHandoff: true }) } };

describe('an assessed turn', () => {
  it('counts failures in a row, and hands off at the number the version says (row 18)', () => {
    given(history({}, ...failing, writes()))
      .when(assesses({ answered: false }))
      .then([
        {
          type: 'TurnAssessed',
          data: {
            fired: 'failed_responses',
            counters: { failures: 2, sentimentRun: 0 },
            trace: {
              agentId: 'front',
              agentVersion: 1,
              policyVersion: 0,
              thresholds: { failures: 2, sentimentRun: 3 },
            },
          },
        },
        {
          type: 'HandoffRequested',
          data: {
            trigger: 'failed_responses',
            reasonCode: 'stuck',
            decidedBy: { kind: 'agent_rule', id: 'front' },
            trace: { counters: { failures: 2 } },
          },
        },
      ]);
  });

  it('that succeeded resets the count (row 18)', () => {
    given(history({}, ...failing, writes(), assesses({ answered: true }), writes()))
      .when(assesses({ answered: false }))
      .then([{ type: 'TurnAssessed', data: { fired: null, counters: { failures: 1 } } }]);
  });

  it('fires on sentiment only when a whole window of messages passes the threshold (row 17)', () => {
    given(history({}, ...upset, ...upset, writes()))
      .when(assesses({ sentiment: -0.5 }))
      .then([{ type: 'TurnAssessed', data: { fired: 'sentiment' } }, { type: 'HandoffRequested' }]);
    given(history({}, ...upset, writes(), assesses({ sentiment: 0.1 }), ...upset, writes()))
      .when(assesses({ sentiment: -1 }))
      .then([{ type: 'TurnAssessed', data: { fired: null, counters: { sentimentRun: 2 } } }]);
  });

  it('is quiet where nothing is said of it', () => {
    given(history({}, writes())).when(assesses({})).thenNothing();
  });

  it('leads to an offer first where the version says so (row 51)', () => {
    given(history(offering, ...failing, writes()))
      .when(assesses({ answered: false }))
      .then([
        { type: 'TurnAssessed', data: { fired: 'failed_responses' } },
        { type: 'HandoffOffered', data: { reasonCode: 'stuck', deadlines: { armed: [{ kind: 'offer' }] } } },
      ]);
  });

  it('after a declined offer counts afresh, so that the customer is not asked at every failure', () => {
    const offered = [...failing, writes(), assesses({ answered: false }), writes('no', { answer: 'no' })];
    given(history(offering, ...offered))
      .when(assesses({ answered: false }))
      .then([{ type: 'TurnAssessed', data: { counters: { failures: 1 }, fired: null } }]);
  });

  it('fires nothing for an agent whose handoff is switched off (row 32)', () => {
    const scene = { agents: { front: agentWith('front', { ...front, handoffEnabled: false }) } };
    given(history(scene, ...failing, writes()))
      .when(assesses({ answered: false }))
      .then([{ type: 'TurnAssessed', data: { fired: null } }]);
  });

  it('of a customer who is not identified fires, and the refusal is recorded (row 36)', () => {
    const [, ...rest] = failing;
    given(history({}, writes('Hi', {}, { identified: false }), ...rest, writes()))
      .when(assesses({ answered: false }))
      .then([{ type: 'TurnAssessed' }, { type: 'HandoffRefused', data: { code: 'not_identified' } }]);
  });

  it('counts once', () => {
    given(history({}, ...failing))
      .when(assesses({ answered: false }))
      .thenNothing();
  });

  it('is refused when control has moved, for a turn that never was, and outside −1 … 1', () => {
    const stale: Step = (state, context) =>
      assessTurn(state, { agentId: 'front', epoch: 1, turnId: 't', answered: true }, context);
    given(history({}, writes(), asksForPerson()))
      .when(stale)
      .thenRefused('stale_epoch', { currentEpoch: 2 });
    given(history({}, writes())).when(stale).thenRefused('unknown_turn');
    given(history({}, writes(), agentAnswers()))
      .when(assesses({ sentiment: -2 }))
      .thenRefused('invalid_setting', { field: 'sentiment' });
  });
});
