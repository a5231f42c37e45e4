import { describe, expect, it } from '@jest/globals';
import { given } from '../../test/given.js';
import { ann, olga, omar, sue } from '../../test/scene.js';
import {
  agentAnswers,
  agentOffers,
  asksForPerson,
  claims,
  closes,
  history,
  lastTurn,
  rings,
  writes,
  type Step,
} from '../../test/steps.js';
import { close } from './close.js';
import { submitContactForm } from './contact-form.js';

const withOlga = () => history({}, writes(), asksForPerson(), claims(olga));
const agentCloses =
  (lastMessageSeen?: string): Step =>
  (state, context, seen = state) =>
    close(
      state,
      {
        by: { kind: 'agent', ...lastTurn(seen), lastMessageSeen: lastMessageSeen ?? seen.lastCustomerMessageId ?? '' },
      },
      context,
    );

describe('closing', () => {
  it('by the assignee ends the stretch and every deadline (row 29)', () => {
    const before = withOlga();
    given(before)
      .when(closes(olga))
      .then([
        {
          type: 'ConversationClosed',
          data: {
            by: { kind: 'member', id: 'olga' },
            outcome: 'resolved',
            handoffId: before.state.handoff?.handoffId,
            from: { kind: 'member', id: 'olga', name: 'Olga' },
            epoch: 4,
            entry: 4,
            deadlines: { armed: [], cancelled: ['idle'] },
          },
        },
      ]);
  });

  it('what a colleague has needs a supervisor', () => {
    given(withOlga())
      .when(closes(omar))
      .thenRefused('not_your_conversation', { assignee: { id: 'olga' } });
    given(withOlga())
      .when(closes(sue))
      .then([{ type: 'ConversationClosed' }]);
  });

  it('what waits, or is with the AI, is any operator’s, not an auditor’s', () => {
    given(history({}, writes(), asksForPerson()))
      .when(closes(olga))
      .then([{ type: 'ConversationClosed', data: { from: { kind: 'queue' } } }]);
    given(history({}, writes()))
      .when(closes(olga))
      .then([{ type: 'ConversationClosed', data: { from: { kind: 'ai_agent', id: 'front' }, handoffId: null } }]);
    given(history({}, writes())).when(closes(ann)).thenRefused('role_not_allowed');
  });

  it('with an offer open ends the offer first', () => {
    given(history({}, writes(), agentOffers()))
      .when(closes(olga))
      .then([{ type: 'HandoffOfferLapsed', data: { cause: 'closed' } }, { type: 'ConversationClosed' }]);
  });

  it('by the agent, of a customer who is content (row 60)', () => {
    given(history({}, writes(), agentAnswers(), writes('thanks, that was it', { satisfied: true })))
      .when(agentCloses())
      .then([{ type: 'ConversationClosed', data: { by: { kind: 'agent_rule', id: 'front' }, outcome: 'resolved' } }]);
  });

  it('by the agent over a message it has not seen, or with an offer open, or with people, is refused', () => {
    const twice = history({}, writes(), writes('one more thing'));
    given(twice)
      .when(agentCloses(twice.state.firstMessageId ?? ''))
      .thenRefused('newer_message', { lastMessage: twice.state.lastCustomerMessageId });
    given(history({}, writes(), agentOffers()))
      .when(agentCloses())
      .thenRefused('offer_pending');
    given(withOlga()).when(agentCloses()).thenRefused('stale_epoch');
  });

  it('before the contact is erased is the system’s', () => {
    given(withOlga())
      .when((state, context) => close(state, { by: { kind: 'system', outcome: 'erased' } }, context))
      .then([{ type: 'ConversationClosed', data: { outcome: 'erased', by: { kind: 'system' } } }]);
  });

  it('what is closed is quiet; what never was is refused', () => {
    given(history({}, writes(), closes(olga)))
      .when(closes(omar))
      .thenNothing();
    given(history({})).when(closes(olga)).thenRefused('conversation_not_found');
  });
});

describe('a contact form', () => {
  const submits =
    (details: Parameters<typeof submitContactForm>[1]['details'], formId: string | null = 'form-1'): Step =>
    (state, context) =>
      submitContactForm(state, { formId, details }, context);

  it('is taken in any state, closed too, and opens a follow-up without moving control (row 57)', () => {
    for (const end of [[], [closes(olga)]]) {
      const before = history({}, writes(), asksForPerson(), rings('unclaimed'), ...end);
      given(before)
        .when(submits({ email: 'carla@example.org' }))
        .then([{ type: 'ContactFormSubmitted', data: { formId: 'form-1', followUpId: expect.any(String) } }]);
    }
  });

  it('needs a number or an address, within the limits', () => {
    const before = history({}, writes());
    given(before)
      .when(submits({ name: 'Carla' }))
      .thenRefused('invalid_details', { fields: ['phone', 'email'] });
    given(before)
      .when(submits({ email: 'carla' }))
      .thenRefused('invalid_details', { fields: ['email'] });
    given(before)
      .when(submits({ phone: 'none' }))
      .thenRefused('invalid_details', { fields: ['phone'] });
    given(before)
      .when(submits({ phone: '030 12345', note: 'x'.repeat(17_000) }))
      .thenRefused('text_too_long', { field: 'note' });
  });

  it('is submitted once', () => {
    given(history({}, writes(), submits({ phone: '030 12345' })))
      .when(submits({ phone: '030 12345' }))
      .thenNothing();
  });
});
