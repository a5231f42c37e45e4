import { describe, it } from '@jest/globals';
import { given } from '../../test/given.js';
import { agentWith, front, nobodyActive } from '../../test/scene.js';
import { agentOffers, asksForPerson, history, lastTurn, rings, writes, type Step } from '../../test/steps.js';
import { answerOffer, offerHandoff } from './offer.js';

const presses =
  (answer: 'yes' | 'no', offerId?: string): Step =>
  (state, context) =>
    answerOffer(state, { offerId: offerId ?? state.offer?.offerId ?? state.endedOfferId ?? '', answer }, context);

const offered = [writes(), agentOffers()];

describe('an offer of a person', () => {
  it('leaves the agent answering, and does not raise the epoch (row 51)', () => {
    given(history({}, writes()))
      .when(agentOffers())
      .then([
        {
          type: 'HandoffOffered',
          data: {
            reasonCode: 'stuck',
            decidedBy: { kind: 'agent_rule', id: 'front' },
            deadlines: { armed: [{ kind: 'offer', dueAt: '2026-11-20T12:10:10.000Z' }] },
          },
        },
      ]);
  });

  it('while one is open is quiet', () => {
    given(history({}, ...offered))
      .when(agentOffers())
      .thenNothing();
  });

  it('by an agent that may not hand off, or to a customer not identified, is refused and recorded (rows 32, 36)', () => {
    const scene = { agents: { front: agentWith('front', { ...front, handoffEnabled: false }) } };
    given(history(scene, writes()))
      .when(agentOffers())
      .thenRefusedAndRecorded('handoff_disabled', [{ type: 'HandoffRefused', data: { code: 'handoff_disabled' } }]);
    given(history({}, writes('Hi', {}, { identified: false })))
      .when(agentOffers())
      .thenRefusedAndRecorded('not_identified', [{ type: 'HandoffRefused' }]);
  });

  it('by an agent that lost control is refused', () => {
    given(history({}, writes(), asksForPerson()))
      .when(agentOffers())
      .thenRefused('stale_epoch');
  });
});

describe('a button under an offer', () => {
  it('"yes" brings people in (row 51)', () => {
    given(history({}, ...offered))
      .when(presses('yes'))
      .then([
        { type: 'HandoffOfferAccepted', data: { messageId: null } },
        { type: 'HandoffRequested', data: { trigger: 'offer_accepted', customerAsked: true, reasonCode: 'stuck' } },
      ]);
  });

  it('"yes" passes on what the agent said when it offered (row 6)', () => {
    const offers: Step = (state, context) =>
      offerHandoff(
        state,
        {
          ...lastTurn(state),
          reasonCode: 'complex',
          reasonText: 'Two orders in one.',
          context: { summary: 'Mixed up.' },
        },
        context,
      );
    given(history({}, writes(), offers))
      .when(presses('yes'))
      .then([
        { type: 'HandoffOfferAccepted' },
        {
          type: 'HandoffRequested',
          data: { reasonCode: 'complex', reasonText: 'Two orders in one.', context: { summary: 'Mixed up.' } },
        },
      ]);
  });

  it('"no" leaves the agent, or leads to people where it is gone', () => {
    given(history({}, ...offered))
      .when(presses('no'))
      .then([{ type: 'HandoffOfferDeclined' }]);
    given(history({}, ...offered))
      .when(presses('no'), { scene: nobodyActive })
      .then([{ type: 'HandoffOfferDeclined' }, { type: 'HandoffRequested', data: { trigger: 'agent_unavailable' } }]);
  });

  it('"yes" pressed too late is a request for a person all the same (row 19)', () => {
    given(history({}, ...offered, rings('offer')))
      .when(presses('yes'))
      .then([{ type: 'HandoffRequested', data: { trigger: 'explicit_request', customerAsked: true } }]);
  });

  it('"no" pressed too late is quiet, and so is either once people have it', () => {
    given(history({}, ...offered, rings('offer')))
      .when(presses('no'))
      .thenNothing();
    given(history({}, ...offered, asksForPerson()))
      .when(presses('yes'))
      .thenNothing();
  });

  it('of an offer that never was is refused', () => {
    given(history({}, writes())).when(presses('yes', 'x')).thenRefused('no_offer');
  });
});

describe('a message that answers an offer', () => {
  it('"yes" brings people in, with the reason of the offer (row 51)', () => {
    given(history({}, ...offered))
      .when(writes('yes please', { answer: 'yes' }))
      .then([
        { type: 'CustomerMessageReceived' },
        { type: 'HandoffOfferAccepted', data: { deadlines: { cancelled: ['offer'] } } },
        {
          type: 'HandoffRequested',
          data: {
            trigger: 'offer_accepted',
            reasonCode: 'stuck',
            decidedBy: { kind: 'customer' },
            customerAsked: true,
          },
        },
      ]);
  });

  it('"yes" is itself part of the transcript that is passed on (row 6)', () => {
    given(history({}, ...offered))
      .when(writes('yes please', { answer: 'yes' }))
      .then([
        { type: 'CustomerMessageReceived' },
        { type: 'HandoffOfferAccepted' },
        { type: 'HandoffRequested', data: { context: { transcript: { messages: 2 } } } },
      ]);
  });

  it('"no" leaves it with the agent (row 51)', () => {
    given(history({}, ...offered))
      .when(writes('no', { answer: 'no' }))
      .then([{ type: 'CustomerMessageReceived', data: { turn: { epoch: 1 } } }, { type: 'HandoffOfferDeclined' }]);
  });

  it('"no" to an agent that is gone leads to people all the same', () => {
    given(history({}, ...offered))
      .when(writes('no', { answer: 'no' }), { scene: nobodyActive })
      .then([
        { type: 'CustomerMessageReceived' },
        { type: 'HandoffOfferDeclined' },
        { type: 'HandoffRequested', data: { trigger: 'agent_unavailable' } },
      ]);
  });

  it('of other content lapses it', () => {
    given(history({}, ...offered))
      .when(writes('my order is 4711'))
      .then([{ type: 'CustomerMessageReceived' }, { type: 'HandoffOfferLapsed', data: { cause: 'other_content' } }]);
  });

  it('with a request for a person supersedes it (row 19)', () => {
    given(history({}, ...offered))
      .when(asksForPerson())
      .then([
        { type: 'CustomerMessageReceived' },
        { type: 'HandoffOfferLapsed', data: { cause: 'superseded' } },
        { type: 'HandoffRequested', data: { trigger: 'explicit_request' } },
      ]);
  });
});
