import { describe, expect, it } from '@jest/globals';
import { namesIn, tell, type StoryItem } from './story.js';

const frontLine = { kind: 'ai_agent' as const, id: 'f', name: 'Front line', version: 1 };
const ada = { kind: 'member' as const, id: 'ada', name: 'Ada' };
const queue = { kind: 'queue' as const, id: null, name: null };
const cast = { customer: 'Mira', nameOf: (id: string) => ({ f: 'Front line', ada: 'Ada' })[id] };

function item(type: string, given: Partial<StoryItem> = {}): StoryItem {
  const nobody = { authorKind: null, authorId: null, authorName: null, text: null, from: null, to: null };
  return { seq: 3, at: '2026-11-20T05:00:00.000Z', kind: 'message', type, details: {}, ...nobody, ...given };
}

describe('the story of a conversation', () => {
  it('lets everybody speak under their name', () => {
    const said = item('CustomerMessageReceived', { authorKind: 'customer', text: 'Hello' });
    expect(tell(said, cast)).toMatchObject({ voice: 'customer', who: 'Mira', what: 'Hello' });
    const answered = item('AgentReplied', { authorKind: 'ai_agent', authorName: 'Front line', text: 'Hi' });
    expect(tell(answered, cast)).toMatchObject({ voice: 'agent', who: 'Front line', what: 'Hi' });
  });

  it('tells notices to members apart from notices to the customer', () => {
    const notice = (kind: string) => tell(item('NoticeSent', { details: { kind } }), cast).what;
    expect(notice('members_notified')).toBe('members are notified');
    expect(notice('member_joined')).toBe('the customer is told: member joined');
  });

  it('keeps the place of what was erased', () => {
    const erased = item('MemberReplied', { authorKind: 'member', authorId: 'ada', text: null });
    expect(tell(erased, cast)).toMatchObject({ who: 'Ada', what: '(erased)' });
  });

  it('says of a handoff who decided, why, with what evidence and context', () => {
    const requested = item('HandoffRequested', {
      from: frontLine,
      to: queue,
      details: {
        number: 1,
        trigger: 'explicit_request',
        decidedBy: { kind: 'customer', id: 'c' },
        reasonCode: 'customer_request',
      },
      personal: {
        evidence: { matched: 'a real person', keywords: [] },
        context: { summary: 'Wants a refund.', transcript: { from: 'a', to: 'b', messages: 4 } },
      },
    });
    expect(tell(requested, cast)).toMatchObject({
      what: 'handoff 1: Front line → the queue',
      more: [
        'decided by the customer: the customer asked for a person ("a real person")',
        'reason customer_request',
        'context "Wants a refund."; the last 4 messages',
      ],
    });
  });

  it('says of a claim only who took it', () => {
    const claimed = item('Claimed', {
      from: queue,
      to: ada,
      details: {
        number: 1,
        trigger: 'claim',
        decidedBy: { kind: 'member', id: 'ada' },
        reasonCode: 'customer_request',
      },
      personal: { context: { transcript: { from: 'a', to: 'b', messages: 4 } } },
    });
    expect(tell(claimed, cast).more).toEqual(['decided by Ada: claimed from the queue']);
  });

  it('says of a return how the agent goes on, and which warning was passed over', () => {
    const returned = item('ReturnedToAI', {
      from: ada,
      to: frontLine,
      details: {
        number: 2,
        trigger: 'return_to_ai',
        decidedBy: { kind: 'member', id: 'ada' },
        reasonCode: 'resolved',
        resume: 'on_next_message',
        warningOverridden: 'customer_asked reason_complaint',
      },
    });
    expect(tell(returned, cast)).toMatchObject({
      what: 'handoff 2: Ada → Front line, from the next message on',
      more: [
        'decided by Ada: given back to AI',
        'reason resolved',
        'although the customer asked for a person',
        'although of: reason complaint',
      ],
    });
  });

  it('tells counters beside what they were held against', () => {
    const details = { counters: { failures: 2, sentimentRun: 0 }, trace: { thresholds: { failures: 3 } }, fired: null };
    const assessed = item('TurnAssessed', { details, personal: { inputs: { answered: false } } });
    expect(tell(assessed, cast).what).toBe('the turn is assessed: not answered (failures 2 of 3)');
  });

  it('names what it does not know, rather than leave it out', () => {
    expect(tell(item('SomethingNewer'), cast).what).toBe('SomethingNewer');
  });

  it('takes the names of members and agents from what they did', () => {
    expect([...namesIn([item('Claimed', { from: frontLine, to: ada }), item('X', { from: queue })])]).toEqual([
      ['f', 'Front line'],
      ['ada', 'Ada'],
    ]);
  });
});
