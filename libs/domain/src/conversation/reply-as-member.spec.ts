import { describe, it } from '@jest/globals';
import { given } from '../../test/given.js';
import { ada, agentWith, front, olga, omar, workspaceWith } from '../../test/scene.js';
import { agentAnswers, answers, asksForPerson, claims, closes, history, writes, type Step } from '../../test/steps.js';
import { removeMember } from '../workspace/members.js';
import { receiveOutsideReply, type OutsideReply } from './outside-reply.js';
import { replyAsMember } from './reply-as-member.js';
import { recordDelivery, recordNotice } from './told-facts.js';

const waiting = () => history({}, writes(), asksForPerson());
const withOlga = () => history({}, writes(), asksForPerson(), claims(olga));
const outside =
  (memberId: string | null, more: Partial<OutsideReply> = {}): Step =>
  (state, context) =>
    receiveOutsideReply(
      state,
      { channelMessageId: 'wa-1', memberId, text: 'From my phone.', attachments: [], ...more },
      context,
    );

describe('a member’s answer', () => {
  it('is the assignee’s; it extends the idle window and ends what was owed (rows 42, 55)', () => {
    given(withOlga())
      .when(answers(olga))
      .then([
        {
          type: 'MemberReplied',
          data: {
            member: { id: 'olga', name: 'Olga' },
            via: 'inbox',
            deadlines: { armed: [{ kind: 'idle', dueAt: '2026-11-20T12:30:30.000Z' }] },
          },
        },
      ]);
  });

  it('of anybody else is refused, telling who has it', () => {
    given(withOlga())
      .when(answers(omar))
      .thenRefused('not_your_conversation', { state: 'human', assignee: { id: 'olga', name: 'Olga' } });
    given(waiting()).when(answers(olga)).thenRefused('not_your_conversation', { state: 'waiting' });
    given(history({}, writes(), closes(olga)))
      .when(answers(olga))
      .thenRefused('closed');
  });

  it('sent twice by the client is stored once', () => {
    const sends: Step = (state, context) =>
      replyAsMember(state, { member: olga, clientMessageId: 'c-1', text: 'Hello', attachments: [] }, context);
    given(history({}, writes(), asksForPerson(), claims(olga), sends))
      .when(sends)
      .thenNothing();
  });
});

describe('an answer from outside', () => {
  it('in an AI conversation counts as assuming it', () => {
    given(history({}, writes(), agentAnswers()))
      .when(outside('olga'))
      .then([
        { type: 'HandoffRequested', data: { trigger: 'outside_reply', decidedBy: { kind: 'member', id: 'olga' } } },
        { type: 'Assumed', data: { trigger: 'outside_reply', to: { id: 'olga' } } },
        { type: 'MemberReplied', data: { via: 'outside', clientMessageId: 'wa-1' } },
      ]);
  });

  it('in the queue counts as a claim', () => {
    given(waiting())
      .when(outside('olga'))
      .then([{ type: 'Claimed', data: { trigger: 'outside_reply' } }, { type: 'MemberReplied' }]);
  });

  it('of the assignee is an answer; of a colleague it is only noted', () => {
    given(withOlga())
      .when(outside('olga'))
      .then([{ type: 'MemberReplied' }]);
    given(withOlga())
      .when(outside('omar'))
      .then([{ type: 'ExternalReplyObserved', data: { memberId: 'omar' } }]);
  });

  it('of a colleague, or of nobody knows whom, extends the idle window: nobody is silent (row 42)', () => {
    for (const author of ['omar', null])
      given(withOlga())
        .when(outside(author))
        .then([
          {
            type: 'ExternalReplyObserved',
            data: { deadlines: { armed: [{ kind: 'idle', dueAt: '2026-11-20T12:30:30.000Z' }] } },
          },
        ]);
  });

  it('of nobody knows whom stops the AI, and the conversation waits', () => {
    given(history({}, writes()))
      .when(outside(null))
      .then([
        { type: 'ExternalReplyObserved' },
        { type: 'HandoffRequested', data: { trigger: 'outside_reply', decidedBy: { kind: 'system' } } },
      ]);
    given(withOlga())
      .when(outside(null))
      .then([{ type: 'ExternalReplyObserved' }]);
  });

  it('of a member who was removed is nobody’s', () => {
    const workspace = workspaceWith((state, now) => removeMember(state, { member: ada, memberId: 'olga' }, now));
    given(waiting())
      .when(outside('olga'), { scene: { workspace } })
      .then([{ type: 'ExternalReplyObserved' }]);
  });

  it('that echoes our own message, or was told before, does nothing', () => {
    const answered = history({}, writes(), agentAnswers());
    const ours = answered.state.sentMessageIds[0] ?? '';
    given(answered)
      .when(outside(null, { clientMessageId: ours }))
      .thenNothing();
    const delivered: Step = (state, context) =>
      recordDelivery(state, { messageId: ours, status: 'sent', channelMessageId: 'wa-1' }, context);
    given(history({}, writes(), agentAnswers(), delivered))
      .when(outside(null))
      .thenNothing();
    given(history({}, writes(), outside('olga')))
      .when(outside('olga'))
      .thenNothing();
  });

  it('to a closed conversation is refused', () => {
    given(history({}, writes(), closes(olga)))
      .when(outside('olga'))
      .thenRefused('closed');
  });
});

describe('what is told from outside', () => {
  const notice: Step = (state, context) =>
    recordNotice(state, { noticeId: 'n-1', kind: 'handoff', causedBy: 'event-1' }, context);
  const failed: Step = (state, context) =>
    recordDelivery(state, { messageId: 'm-1', status: 'failed', code: 'blocked' }, context);

  it('is kept once: a notice by its id, a delivery by its message and outcome (rows 21, 25, 37)', () => {
    given(waiting())
      .when(notice)
      .then([{ type: 'NoticeSent' }]);
    given(waiting())
      .when(failed)
      .then([{ type: 'DeliveryRecorded', data: { code: 'blocked' } }]);
  });

  it('of a conversation that is not there is refused', () => {
    const scene = { agents: { front: agentWith('front', front) } };
    given(history(scene)).when(notice).thenRefused('conversation_not_found');
    given(history(scene)).when(failed).thenRefused('conversation_not_found');
  });
});
