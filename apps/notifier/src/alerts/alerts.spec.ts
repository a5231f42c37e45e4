import { describe, expect, it } from '@jest/globals';
import { conversation, workspace, type Conversation, type ConversationEvent, type Workspace } from '#domain';
import { alertOf, membersOf } from './alerts.js';

const member = { name: 'x', role: 'operator' as const, removed: false };
const office: Workspace = {
  ...workspace.initial,
  members: { ada: member, ben: member, gone: { ...member, removed: true }, paul: { ...member, role: 'auditor' } },
  teams: {
    billing: { name: 'Billing', memberIds: ['ben', 'gone'], removed: false },
    empty: { name: 'Empty', memberIds: ['gone'], removed: false },
  },
};
const queue = { kind: 'queue', id: null, name: null };
const ada = { kind: 'member', id: 'ada', name: 'Ada' };

function told(type: ConversationEvent['type'], data: object, before: Partial<Conversation> = {}) {
  const event = { type, at: '', data } as unknown as ConversationEvent;
  const happened = { eventId: 'e1', event, before: { ...conversation.initial, status: 'human', ...before } } as const;
  return alertOf({ ...happened, language: null }, office);
}

const requested = {
  handoffId: 'h1',
  trigger: 'keyword',
  decidedBy: { kind: 'agent_rule', id: 'a' },
  teamId: null,
  reasonCode: 'urgent',
  trace: { policyVersion: 0 },
};

describe('members are told', () => {
  it('of a waiting conversation: everybody, or the team; not when a member takes it in the same breath', () => {
    expect(told('HandoffRequested', requested)).toMatchObject({
      kind: 'waiting',
      audience: { of: 'everybody' },
      step: 'step 0',
    });
    const team = { of: 'team', teamId: 'billing' };
    expect(told('HandoffRequested', { ...requested, teamId: 'billing' })).toMatchObject({ audience: team });
    expect(told('HandoffRequested', { ...requested, trigger: 'member_takeover' })).toBeNull();
    expect(told('HandoffRequested', { ...requested, tellFirst: 'ben' })).toMatchObject({ first: 'ben' });
  });

  it('again by the steps of the wait policy, and when it is given back', () => {
    expect(told('Renotified', { handoffId: 'h1', step: 2 })).toMatchObject({ kind: 'waiting', step: 'step 2' });
    expect(told('FallbackTeamSet', { handoffId: 'h1', step: 3, teamId: 'billing' })).toMatchObject({
      audience: { teamId: 'billing' },
    });
    expect(told('Released', { to: queue, decidedBy: { id: 'x' } })).toMatchObject({
      kind: 'waiting',
      step: 'again e1',
    });
    expect(told('Transferred', { to: { ...queue, id: 'billing' }, decidedBy: { id: 'x' } })).toMatchObject({
      audience: { of: 'team' },
    });
  });

  it('of what becomes theirs or no longer is, unless they did it themselves', () => {
    const decidedBy = { kind: 'member', id: 'ben' };
    const toAda = { kind: 'assigned', audience: { of: 'member', memberId: 'ada' } };
    expect(told('Assigned', { to: ada, decidedBy })).toMatchObject(toAda);
    expect(told('Transferred', { to: ada, decidedBy })).toMatchObject(toAda);
    expect(told('Assigned', { to: ada, decidedBy: { kind: 'member', id: 'ada' } })).toBeNull();
    const ben = { kind: 'member', id: 'ben', name: 'Ben' };
    expect(told('Assumed', { from: ada, to: ben, decidedBy })).toMatchObject({
      kind: 'taken_over',
      audience: { memberId: 'ada' },
    });
    expect(told('Assumed', { from: { kind: 'ai_agent', id: 'a' }, to: ben, decidedBy })).toBeNull();
  });

  it('of what their customer writes, and above all when they ask for a person again', () => {
    const assignee = { id: 'ada', name: 'Ada', since: '' };
    const wrote = (explicitRequest: boolean) => ({ detection: { explicitRequest } });
    expect(told('CustomerMessageReceived', wrote(false), { assignee })).toMatchObject({ kind: 'message' });
    expect(told('CustomerMessageReceived', wrote(true), { assignee })).toMatchObject({ kind: 'customer_asked' });
    expect(told('CustomerMessageReceived', wrote(true), { status: 'waiting' })).toBeNull();
    expect(told('ExternalReplyObserved', { memberId: null }, { assignee })).toMatchObject({ kind: 'outside_reply' });
  });
});

describe('an audience', () => {
  it('is everybody who is still a member, the first one first', () => {
    expect(membersOf({ of: 'everybody' }, office)).toEqual(['ada', 'ben', 'paul']);
    expect(membersOf({ of: 'everybody' }, office, 'paul')).toEqual(['paul', 'ada', 'ben']);
    expect(membersOf({ of: 'everybody' }, office, 'gone')).toEqual(['ada', 'ben', 'paul']);
  });

  it('is a team, or everybody where nobody of the team is left', () => {
    expect(membersOf({ of: 'team', teamId: 'billing' }, office)).toEqual(['ben']);
    expect(membersOf({ of: 'team', teamId: 'empty' }, office)).toEqual(['ada', 'ben', 'paul']);
    expect(membersOf({ of: 'team', teamId: 'none' }, office)).toEqual(['ada', 'ben', 'paul']);
    expect(membersOf({ of: 'member', memberId: 'gone' }, office)).toEqual([]);
  });
});
