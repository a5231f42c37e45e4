import { describe, it } from '@jest/globals';
import { given } from '../../test/given.js';
import { ada, ann, olga, omar, workspaceWith, nobodyActive } from '../../test/scene.js';
import { answers, asksForPerson, assumes, claims, closes, history, writes, type Step } from '../../test/steps.js';
import { changeTransferPolicy } from '../workspace/settings.js';
import { cancelHandoff } from './cancel-handoff.js';
import { requestHandoff } from './request-handoff.js';
import { returnToAI, transferToAI, type ReturnToAI } from './return-to-ai.js';

const transfers =
  (request: Partial<ReturnToAI> = {}): Step =>
  (state, context) =>
    transferToAI(state, { member: olga, ...request }, context);
const returnsIt =
  (request: Partial<ReturnToAI> = {}): Step =>
  (state, context) =>
    returnToAI(state, { member: olga, ...request }, context);
const cancels: Step = (state, context) => cancelHandoff(state, {}, context);
const assumed = () => history({}, writes(), assumes(olga));
const complaint: Step = (state, context) =>
  requestHandoff(
    state,
    { by: { kind: 'agent', agentId: 'front', epoch: state.epoch }, reasonCode: 'complaint' },
    context,
  );

describe('a transfer to AI', () => {
  it('gives it to the chosen agent, which answers at once; nothing of the wait stays (rows 65, 67, 68)', () => {
    given(assumed())
      .when(
        transfers({
          agentId: 'billing',
          reasonCode: 'faq',
          reasonText: 'Prices.',
          context: { summary: 'Asks for prices.' },
        }),
      )
      .then([
        {
          type: 'ReturnedToAI',
          data: {
            number: 2,
            from: { kind: 'member', id: 'olga' },
            to: { kind: 'ai_agent', id: 'billing', name: 'Billing specialist', version: 1 },
            agentId: 'billing',
            agentVersion: 1,
            cause: 'transferred_by_assignee',
            trigger: 'transfer_to_ai',
            reasonCode: 'faq',
            reasonText: 'Prices.',
            context: { summary: 'Asks for prices.', transcript: { messages: 1 } },
            resume: 'immediate',
            turn: { cause: 'resume', agentId: 'billing', epoch: 4 },
            deadlines: { cancelled: ['idle'], armed: [{ kind: 'agent_turn' }] },
          },
        },
      ]);
  });

  it('after which the member cannot send until they take it back (row 69)', () => {
    given(history({}, writes(), assumes(olga), transfers()))
      .when(answers(olga))
      .thenRefused('not_your_conversation', { state: 'ai' });
  });

  it('to an agent that is not active is refused (row 66)', () => {
    given(assumed())
      .when(transfers({ agentId: 'draft' }))
      .thenRefused('agent_not_active', { agentId: 'draft' });
    given(assumed()).when(transfers(), { scene: nobodyActive }).thenRefused('no_active_agent');
  });

  it('is the assignee’s alone', () => {
    given(assumed())
      .when(transfers({ member: omar }))
      .thenRefused('not_your_conversation', { assignee: { id: 'olga' } });
    given(history({}, writes())).when(transfers()).thenRefused('not_with_people', { state: 'ai' });
  });

  it('wants a word of confirmation where the customer asked for a person, and keeps it (row 76)', () => {
    const asked = history({}, writes(), asksForPerson(), claims(olga));
    given(asked)
      .when(transfers())
      .thenRefused('transfer_needs_confirmation', { warnings: ['customer_asked'] });
    given(asked)
      .when(transfers({ confirmed: true }))
      .then([{ type: 'ReturnedToAI', data: { warningOverridden: 'customer_asked' } }]);
  });

  it('warns where the customer asked after a member had come, and where the reason was delicate (row 76)', () => {
    given(history({}, writes(), assumes(olga), asksForPerson()))
      .when(transfers())
      .thenRefused('transfer_needs_confirmation', { warnings: ['customer_asked'] });
    given(history({}, writes(), complaint, claims(olga)))
      .when(transfers())
      .thenRefused('transfer_needs_confirmation', { warnings: ['reason_complaint'] });
  });

  it('is denied where the workspace says so, confirmed or not (row 76)', () => {
    const workspace = workspaceWith((state, now) =>
      changeTransferPolicy(state, { member: ada, whenCustomerAsked: 'deny', whenSensitive: 'warn' }, now),
    );
    given(history({ workspace }, writes(), asksForPerson(), claims(olga)))
      .when(transfers({ confirmed: true }))
      .thenRefused('transfer_denied', { warnings: ['customer_asked'] });
    given(history({ workspace }, writes(), complaint, claims(olga)))
      .when(transfers({ confirmed: true }))
      .then([{ type: 'ReturnedToAI' }]);
  });
});

describe('a return to AI', () => {
  it('by an operator goes to the agent that handed off, at the next message (rows 46, 58, 74)', () => {
    given(history({}, writes(), complaint))
      .when(returnsIt({ confirmed: true, reasonCode: 'resolved' }))
      .then([
        {
          type: 'ReturnedToAI',
          data: { agentId: 'front', cause: 'returned_by_member', resume: 'on_next_message', from: { kind: 'queue' } },
        },
      ]);
  });

  it('is quiet where that agent has it, refused where another has', () => {
    given(history({}, writes())).when(returnsIt()).thenNothing();
    given(history({}, writes()))
      .when(returnsIt({ agentId: 'billing' }))
      .thenRefused('not_with_people');
  });

  it('is not an auditor’s business, and refused once closed or with a reason nobody knows', () => {
    given(assumed())
      .when(returnsIt({ member: ann }))
      .thenRefused('role_not_allowed');
    given(history({}, writes(), closes(olga)))
      .when(returnsIt())
      .thenRefused('closed');
    given(assumed())
      .when(returnsIt({ reasonCode: 'complaint' }))
      .thenRefused('unknown_reason_code');
  });
});

describe('a customer who no longer wants to wait', () => {
  const waiting = () => history({}, writes(), asksForPerson());

  it('is back with the agent', () => {
    given(waiting())
      .when(cancels)
      .then([
        {
          type: 'ReturnedToAI',
          data: { cause: 'customer_cancelled', decidedBy: { kind: 'customer' }, resume: 'on_next_message' },
        },
      ]);
  });

  it('ends the conversation where no agent is active', () => {
    given(waiting())
      .when(cancels, { scene: nobodyActive })
      .then([{ type: 'ConversationClosed', data: { outcome: 'abandoned', by: { kind: 'customer' } } }]);
  });

  it('is told who came, if somebody did; where nothing waits it is quiet', () => {
    given(assumed())
      .when(cancels)
      .thenRefused('already_claimed', { assignee: { id: 'olga' } });
    given(history({}, writes())).when(cancels).thenNothing();
    given(history({}, writes(), closes(olga)))
      .when(cancels)
      .thenNothing();
  });
});
