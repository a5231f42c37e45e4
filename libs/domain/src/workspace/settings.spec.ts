import { describe, expect, it } from '@jest/globals';
import { ada, agentWith, configured, eventsOf, noon, olga, sue, workspaceWith } from '../../test/scene.js';
import { archiveAgent } from '../agent/configure.js';
import { fold, Rejected, type Decision } from '../kernel.js';
import type { By, WorkspaceContext } from './change.js';
import type { WorkspaceEvent } from './events.js';
import { addMember, changeRole, changeTeam, createWorkspace, removeMember, removeTeam } from './members.js';
import { issueApiKey, recordEvidenceViewed, revokeApiKey, setLegalHold } from './oversight.js';
import {
  changeBusinessHours,
  changeChannel,
  changeLoopLimit,
  changeReasonCodes,
  changeTransferPolicy,
  changeWaitPolicy,
  setDefaultAgent,
} from './settings.js';
import { defaultAgentOf, workspace, type Workspace } from './state.js';

const by = { member: ada };
const front = agentWith('front');
const now: WorkspaceContext = {
  at: noon,
  agent: (id) =>
    ({ front, old: configured(() => eventsOf(archiveAgent(front, { member: ada }, { at: noon }))) })[id] ?? undefined,
};
const office = workspaceWith();

function refusal(decide: () => unknown): Rejected {
  try {
    decide();
  } catch (error) {
    if (error instanceof Rejected) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

const steps = [{ kind: 'contact_form' as const, afterSeconds: 30 }];
const policy = { steps, firstResponseSeconds: 60, nextResponseSeconds: null };
const hours = {
  timeZone: 'Europe/Berlin',
  weekly: [{ day: 1, opens: '09:00', closes: '17:00' }],
  offHours: 'queue' as const,
};

type Change = (state: Workspace, who: By & { readonly expectedVersion?: number }) => Decision<WorkspaceEvent>;

const changes: readonly (readonly [string, Change, object])[] = [
  [
    'DefaultAgentSet',
    (state, who) => setDefaultAgent(state, { ...who, channel: 'mail', agentId: 'front' }, now),
    { defaultAgents: { mail: 'front' } },
  ],
  [
    'WaitPolicyChanged',
    (state, who) => changeWaitPolicy(state, { ...who, policy }, now),
    { waitPolicies: [{}, policy] },
  ],
  [
    'BusinessHoursChanged',
    (state, who) => changeBusinessHours(state, { ...who, hours }, now),
    { hours, hoursVersion: 1 },
  ],
  ['ReasonCodesChanged', (state, who) => changeReasonCodes(state, { ...who, toPeople: ['vip'], toAi: [] }, now), {}],
  ['LoopLimitChanged', (state, who) => changeLoopLimit(state, { ...who, limit: 2 }, now), { loopLimit: 2 }],
  [
    'TransferPolicyChanged',
    (state, who) => changeTransferPolicy(state, { ...who, whenCustomerAsked: 'deny', whenSensitive: 'warn' }, now),
    { transferPolicy: { whenCustomerAsked: 'deny' } },
  ],
  [
    'ChannelChanged',
    (state, who) => changeChannel(state, { ...who, channel: 'lab', environment: 'staging', enabled: true }, now),
    { channels: { lab: { environment: 'staging' } } },
  ],
  [
    'TeamChanged',
    (state, who) => changeTeam(state, { ...who, teamId: 'vip', name: 'VIP', memberIds: ['olga', 'olga'] }, now),
    { teams: { vip: { memberIds: ['olga'] } } },
  ],
];

describe.each(changes)('%s', (type, change, after) => {
  it('is stored with its entry and the editor’s name, and holds from then on (row 15)', () => {
    const events = eventsOf(change(office, by));
    expect(events).toMatchObject([{ type, data: { entry: office.entries + 1, byName: 'Ada' } }]);
    expect(fold(workspace, events, office)).toMatchObject(after);
  });

  it('is quiet where it is so already', () => {
    expect(change(fold(workspace, eventsOf(change(office, by)), office), by)).toEqual([]);
  });

  it('tells the second of two editors about the first', () => {
    const key = Object.keys(fold(workspace, eventsOf(change(office, by)), office).changes).find(
      (one) => office.changes[one] === undefined,
    );
    const elsewhere = { version: 3, byName: 'Sue', at: noon };
    const changed = { ...office, changes: { ...office.changes, [key ?? '']: elsewhere } };
    expect(refusal(() => change(changed, { ...by, expectedVersion: 2 })).facts).toEqual({
      version: 3,
      changedBy: 'Sue',
      changedAt: noon,
    });
    expect(eventsOf(change(changed, { ...by, expectedVersion: 3 }))).toHaveLength(1);
  });

  it('is an admin’s, in a workspace that exists', () => {
    expect(refusal(() => change(office, { member: sue })).code).toBe('role_not_allowed');
    expect(refusal(() => change(workspace.initial, by)).code).toBe('workspace_not_found');
  });
});

describe('a setting outside its limits', () => {
  it.each<[string, () => unknown, object]>([
    [
      'steps out of order',
      () =>
        withSteps([
          { kind: 'notify', afterSeconds: 9 },
          { kind: 'notify', afterSeconds: 3 },
        ]),
      { field: 'steps.1' },
    ],
    [
      'a step after the close',
      () =>
        withSteps([
          { kind: 'close', afterSeconds: 9 },
          { kind: 'notify', afterSeconds: 9 },
        ]),
      { field: 'steps.1' },
    ],
    ['the form twice', () => withSteps([...steps, ...steps]), { field: 'steps' }],
    [
      'a team that does not exist',
      () => withSteps([{ kind: 'fallback_team', afterSeconds: 9, teamId: 'x' }]),
      { teamId: 'x' },
    ],
    [
      'an unknown time zone',
      () => changeBusinessHours(office, { ...by, hours: { ...hours, timeZone: 'Mars/Base' } }, now),
      { field: 'timeZone' },
    ],
    [
      'a day that ends before it begins',
      () => withDay({ day: 1, opens: '17:00', closes: '09:00' }),
      { field: 'weekly.0' },
    ],
    ['an eighth day', () => withDay({ day: 8, opens: '09:00', closes: '17:00' }), { field: 'weekly.0.day', max: 7 }],
    [
      'a code with capitals',
      () => changeReasonCodes(office, { ...by, toPeople: ['VIP'], toAi: [] }, now),
      { field: 'VIP' },
    ],
    ['a limit of none', () => changeLoopLimit(office, { ...by, limit: 0 }, now), { min: 1 }],
    [
      'an agent nobody knows',
      () => setDefaultAgent(office, { ...by, channel: null, agentId: 'x' }, now),
      { agentId: 'x' },
    ],
  ])('is refused: %s', (_what, decide, facts) => {
    expect(refusal(decide).facts).toMatchObject(facts);
  });

  function withSteps(wrong: Parameters<typeof changeWaitPolicy>[1]['policy']['steps']) {
    return changeWaitPolicy(office, { ...by, policy: { ...policy, steps: wrong } }, now);
  }
  function withDay(day: (typeof hours.weekly)[number]) {
    return changeBusinessHours(office, { ...by, hours: { ...hours, weekly: [day] } }, now);
  }
});

describe('the default agent', () => {
  it('is the channel’s own, else the one of all channels (row 50)', () => {
    const own = fold(workspace, eventsOf(setDefaultAgent(office, { ...by, channel: 'mail', agentId: 'front' }, now)), {
      ...office,
      defaultAgents: { '*': 'billing' },
    });
    expect([defaultAgentOf(own, 'mail'), defaultAgentOf(own, 'web')]).toEqual(['front', 'billing']);
  });
});

describe('members', () => {
  it('begin with an owner, and are added, moved and removed', () => {
    expect(office.members).toMatchObject({ ada: { role: 'owner' }, olga: { role: 'operator', removed: false } });
    expect(eventsOf(changeRole(office, { ...by, memberId: 'olga', role: 'supervisor' }, now))).toMatchObject([
      { type: 'MemberRoleChanged', data: { from: 'operator', to: 'supervisor' } },
    ]);
    const without = fold(workspace, eventsOf(removeMember(office, { ...by, memberId: 'olga' }, now)), office);
    expect(without.members['olga']).toMatchObject({ removed: true });
    expect(removeMember(without, { ...by, memberId: 'olga' }, now)).toEqual([]);
    expect(eventsOf(addMember(without, { ...by, memberId: 'olga', name: 'Olga', role: 'admin' }, now))).toHaveLength(1);
  });

  it('stay as they are where nothing changes', () => {
    expect(createWorkspace(office, { workspaceId: 'acme', name: 'Acme', owner: ada }, now)).toEqual([]);
    expect(addMember(office, { ...by, memberId: 'olga', name: 'Olga', role: 'operator' }, now)).toEqual([]);
    expect(changeRole(office, { ...by, memberId: 'olga', role: 'operator' }, now)).toEqual([]);
  });

  it('keep one owner, whom only owners make and unmake', () => {
    const admin = { member: { ...sue, role: 'admin' as const } };
    expect(refusal(() => removeMember(office, { ...by, memberId: 'ada' }, now)).code).toBe('last_owner');
    expect(refusal(() => changeRole(office, { ...by, memberId: 'ada', role: 'admin' }, now)).code).toBe('last_owner');
    expect(refusal(() => changeRole(office, { ...admin, memberId: 'sue', role: 'owner' }, now)).code).toBe(
      'role_not_allowed',
    );
    expect(refusal(() => removeMember(office, { ...admin, memberId: 'ada' }, now)).code).toBe('role_not_allowed');
  });

  it('nobody knows, or knows otherwise, are refused', () => {
    expect(refusal(() => changeRole(office, { ...by, memberId: 'x', role: 'admin' }, now)).code).toBe(
      'member_not_found',
    );
    expect(refusal(() => addMember(office, { ...by, memberId: 'olga', name: 'Olga', role: 'admin' }, now)).code).toBe(
      'already_exists',
    );
    expect(
      refusal(() => addMember(office, { member: olga, memberId: 'x', name: 'X', role: 'operator' }, now)).code,
    ).toBe('role_not_allowed');
  });

  it('form teams of members who are there', () => {
    const team = { ...by, teamId: 'billing', name: 'Billing' };
    expect(refusal(() => changeTeam(office, { ...team, memberIds: ['x'] }, now)).code).toBe('member_not_found');
    const gone = fold(workspace, eventsOf(removeTeam(office, team, now)), office);
    expect(gone.teams['billing']).toMatchObject({ removed: true });
    expect(removeTeam(gone, team, now)).toEqual([]);
    expect(refusal(() => removeTeam(office, { ...by, teamId: 'x' }, now)).code).toBe('team_not_found');
  });
});

describe('keys, evidence and holds', () => {
  const key = { ...by, keyId: 'k', scope: 'channel', expiresAt: null };

  it('are entries of the audit log (row 15)', () => {
    const issued = fold(workspace, eventsOf(issueApiKey(office, key, now)), office);
    expect(issueApiKey(issued, key, now)).toEqual([]);
    const revoked = fold(workspace, eventsOf(revokeApiKey(issued, key, now)), issued);
    expect(revokeApiKey(revoked, key, now)).toEqual([]);
    expect(refusal(() => issueApiKey(revoked, key, now)).code).toBe('already_exists');
    expect(refusal(() => revokeApiKey(office, key, now)).code).toBe('api_key_not_found');
    expect(eventsOf(recordEvidenceViewed(office, { member: olga, what: 'context', id: 'c' }, now))).toHaveLength(1);
    const held = fold(
      workspace,
      eventsOf(setLegalHold(office, { ...by, contactId: 'carla', held: true }, now)),
      office,
    );
    expect(held.legalHolds).toEqual(['carla']);
    expect(setLegalHold(held, { ...by, contactId: 'carla', held: true }, now)).toEqual([]);
  });
});
