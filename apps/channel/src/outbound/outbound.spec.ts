import { describe, expect, it } from '@jest/globals';
import { conversation, type Control, type Conversation, type ConversationEvent } from '#domain';
import { outboundOf, type Outbound } from './outbound.js';
import { plainText } from './plain-text.js';
import { english } from '../words/english.js';

const front = { kind: 'ai_agent', id: 'front', name: 'Front line', version: 1 } as const;
const ada = { kind: 'member', id: 'ada', name: 'Ada' } as const;
const queue = { kind: 'queue', id: null, name: null } as const;

const control = (change: Partial<Control>) =>
  ({
    from: front,
    to: queue,
    trigger: 'explicit_request',
    decidedBy: { kind: 'customer', id: 'k' },
    ...change,
  }) as Control;

function told(type: ConversationEvent['type'], data: object, before: Partial<Conversation> = {}): Outbound | null {
  const event = { type, at: '2026-11-20T08:00:00.000Z', data } as unknown as ConversationEvent;
  return outboundOf(
    {
      eventId: '8f0f5f3e-6d0f-4d43-8c5c-1a1d8c5f7a01',
      event,
      before: { ...conversation.initial, status: 'ai', ...before },
      language: null,
    },
    () => undefined,
  );
}

const words = (outbound: Outbound | null) => (outbound?.kind === 'notice' ? outbound.notice : outbound?.kind);

describe('what a customer is shown of an event', () => {
  it('is that people are asked, except where a member takes it in the same breath', () => {
    expect(words(told('HandoffRequested', control({})))).toBe('handoff');
    expect(told('HandoffRequested', control({ trigger: 'member_takeover' }))).toBeNull();
  });

  it('is that a member has joined, however they came, and not twice for the same one', () => {
    for (const type of ['Claimed', 'Assigned', 'Assumed', 'Transferred'] as const)
      expect(words(told(type, control({ to: ada })))).toBe('joined');
    expect(told('Transferred', control({ to: queue }))).toBeNull();
    const assignee = { id: 'ada', name: 'Ada', since: '' };
    expect(told('Assigned', control({ to: ada }), { assignee })).toBeNull();
    expect(told('Assumed', control({ to: ada, trigger: 'outside_reply' }))).toBeNull();
  });

  it('is what was written for them, and not what they read in another app already', () => {
    const said = { messageId: 'm1', text: 'Hello', attachments: [], member: ada, via: 'inbox' };
    expect(told('MemberReplied', said)).toMatchObject({ kind: 'message', id: 'm1', author: { name: 'Ada' } });
    expect(told('MemberReplied', { ...said, via: 'outside' })).toBeNull();
    expect(told('AgentReplied', { ...said, agent: front })).toMatchObject({ author: { kind: 'ai_agent' } });
    expect(told('AgentReplied', { ...said, agent: front, text: null, attachments: null })).toBeNull();
  });

  it('is who answers after a silence, once they write again', () => {
    const returned = {
      modeChange: { at: '', trigger: 'deadline', reasonCode: '', decidedBy: { kind: 'system', id: '' } },
    } as const;
    expect(words(told('CustomerMessageReceived', {}, returned))).toBe('idle_return');
    const turns = [{ turnId: 't', messageId: 'm', agentVersion: 1, openedAt: '', answered: true }];
    expect(told('CustomerMessageReceived', {}, { ...returned, turns })).toBeNull();
    expect(told('CustomerMessageReceived', {})).toBeNull();
  });

  it('is where to leave details when nobody could be asked for lack of a name', () => {
    expect(words(told('HandoffRefused', { code: 'not_identified' }))).toBe('contact_path');
    expect(told('HandoffRefused', { code: 'handoff_disabled' })).toBeNull();
  });

  it('has one id, however often it is worked out', () => {
    expect(told('HandoffRequested', control({}))).toEqual(told('HandoffRequested', control({})));
  });
});

describe('a channel that shows text only', () => {
  const text = (outbound: Outbound | null, formUrl?: string) =>
    plainText(outbound as Exclude<Outbound, { kind: 'closed' }>, {
      words: english,
      ...(formUrl === undefined ? {} : { formUrl }),
    });

  it('gets attachments as links, buttons as a question, the form as a link or a question, hours as a time', () => {
    const attachments = [
      { id: 'a', name: 'bill.pdf', mediaType: 'application/pdf', bytes: 3, url: 'https://files/bill' },
    ];
    const said = { messageId: 'm1', text: 'Here:', attachments, member: ada, via: 'inbox' };
    expect(text(told('MemberReplied', said))).toBe('Here:\nbill.pdf: https://files/bill');
    expect(text(told('HandoffOffered', { offerId: 'o' }))).toMatch(/yes.*no/);
    expect(text(told('ContactFormRequested', { formId: 'f' }), 'https://form')).toMatch(/https:\/\/form$/);
    expect(text(told('ContactFormRequested', { formId: 'f' }))).toMatch(/answer with your phone/);
    expect(text(told('OffHoursNoted', { opensAt: '2026-11-23T08:00:00.000Z' }))).toMatch(/2026-11-23 at 08:00 UTC/);
  });
});
