import { describe, expect, it } from '@jest/globals';
import { ada, agentWith, eventsOf, noon, olga, sue, workspaceWith } from '../../test/scene.js';
import { refusalOf } from '../../test/given.js';
import { fold } from '../kernel.js';
import { addMember, changeRole, changeTeam, createWorkspace, removeMember, removeTeam } from './members.js';
import {
  isGoodKey,
  issueApiKey,
  recordAccessRefused,
  recordEvidenceViewed,
  revokeApiKey,
  setLegalHold,
} from './oversight.js';
import { workspace, type Workspace } from './state.js';

const by = { member: ada };
const now = { at: noon };
const office = workspaceWith();

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
    const two = fold(
      workspace,
      eventsOf(addMember(office, { ...by, memberId: 'otto', name: 'Otto', role: 'owner' }, now)),
      office,
    );
    expect(eventsOf(removeMember(two, { ...by, memberId: 'ada' }, now))).toHaveLength(1);
    const admin = { member: { ...sue, role: 'admin' as const } };
    expect(refusalOf(() => removeMember(office, { ...by, memberId: 'ada' }, now)).code).toBe('last_owner');
    expect(refusalOf(() => changeRole(office, { ...by, memberId: 'ada', role: 'admin' }, now)).code).toBe('last_owner');
    expect(refusalOf(() => changeRole(office, { ...admin, memberId: 'sue', role: 'owner' }, now)).code).toBe(
      'role_not_allowed',
    );
    expect(refusalOf(() => removeMember(office, { ...admin, memberId: 'ada' }, now)).code).toBe('role_not_allowed');
  });

  it('nobody knows, or knows otherwise, are refused', () => {
    expect(refusalOf(() => changeRole(office, { ...by, memberId: 'x', role: 'admin' }, now)).code).toBe(
      'member_not_found',
    );
    expect(refusalOf(() => addMember(office, { ...by, memberId: 'olga', name: 'Olga', role: 'admin' }, now)).code).toBe(
      'already_exists',
    );
    expect(
      refusalOf(() => addMember(office, { member: olga, memberId: 'x', name: 'X', role: 'operator' }, now)).code,
    ).toBe('role_not_allowed');
  });

  it('form teams of members who are there', () => {
    const team = { ...by, teamId: 'billing', name: 'Billing' };
    expect(refusalOf(() => changeTeam(office, { ...team, memberIds: ['x'] }, now)).code).toBe('member_not_found');
    const gone = fold(workspace, eventsOf(removeTeam(office, team, now)), office);
    expect(gone.teams['billing']).toMatchObject({ removed: true });
    expect(removeTeam(gone, team, now)).toEqual([]);
    expect(refusalOf(() => removeTeam(office, { ...by, teamId: 'x' }, now)).code).toBe('team_not_found');
  });
});

describe('ids that every object of JavaScript knows', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'name nobody until somebody is called %s',
    (id) => {
      const codeOf = (take: () => unknown) => refusalOf(take).code;
      expect(codeOf(() => changeRole(office, { ...by, memberId: id, role: 'operator' }, now))).toBe('member_not_found');
      expect(codeOf(() => removeMember(office, { ...by, memberId: id }, now))).toBe('member_not_found');
      expect(codeOf(() => removeTeam(office, { ...by, teamId: id }, now))).toBe('team_not_found');
      const added = addMember(office, { ...by, memberId: id, name: 'Odd One', role: 'operator' }, now);
      const known = fold(workspace, eventsOf(added), office);
      expect(changeRole(known, { ...by, memberId: id, role: 'auditor' }, now)).toMatchObject([
        { data: { memberId: id, from: 'operator', to: 'auditor' } },
      ]);
    },
  );
});

describe('keys, evidence and holds', () => {
  const key = {
    member: ada,
    keyId: 'k',
    name: 'CRM',
    scope: 'integration',
    agentId: null,
    permissions: null,
    hash: 'ab',
    expiresAt: '2026-12-24T00:00:00.000Z',
  } as const;
  const context = { at: noon, agent: (id: string) => (id === 'front' ? agentWith('front') : undefined) };
  const issue = (change: object, state = office) => issueApiKey(state, { ...key, ...change }, context);

  it('are entries of the audit log (row 15)', () => {
    const issued = fold(workspace, eventsOf(issue({})), office);
    expect(issue({}, issued)).toEqual([]);
    const revoked = fold(workspace, eventsOf(revokeApiKey(issued, key, now)), issued);
    expect(revokeApiKey(revoked, key, now)).toEqual([]);
    expect(refusalOf(() => issue({}, revoked)).code).toBe('already_exists');
    expect(refusalOf(() => revokeApiKey(office, key, now)).code).toBe('api_key_not_found');
    expect(eventsOf(recordEvidenceViewed(office, { member: olga, what: 'context', id: 'c' }, now))).toHaveLength(1);
    const held = fold(
      workspace,
      eventsOf(setLegalHold(office, { ...by, contactId: 'carla', held: true }, now)),
      office,
    );
    expect(held.legalHolds).toEqual(['carla']);
    expect(setLegalHold(held, { ...by, contactId: 'carla', held: true }, now)).toEqual([]);
  });

  it('open something until they are revoked or expire, and nothing where no hash was kept', () => {
    const issued = fold(workspace, eventsOf(issue({})), office);
    expect(isGoodKey(issued.apiKeys['k']!, noon)).toBe(true);
    expect(isGoodKey(issued.apiKeys['k']!, key.expiresAt)).toBe(false);
    const revoked = fold(workspace, eventsOf(revokeApiKey(issued, key, now)), issued);
    expect(isGoodKey(revoked.apiKeys['k']!, noon)).toBe(false);
    const old = { keyId: 'o', scope: 'integration', expiresAt: null, entry: 9, byName: 'Ada' };
    const with1 = workspace.evolve(office, { type: 'ApiKeyIssued', at: noon, data: old });
    expect(isGoodKey(with1.apiKeys['o']!, noon)).toBe(false);
  });

  it('of a runtime are for one agent of the workspace, and no others are', () => {
    expect(eventsOf(issue({ scope: 'agent_runtime', agentId: 'front' }))).toHaveLength(1);
    expect(refusalOf(() => issue({ scope: 'agent_runtime' })).code).toBe('invalid_setting');
    expect(refusalOf(() => issue({ agentId: 'front' })).code).toBe('invalid_setting');
    expect(refusalOf(() => issue({ scope: 'agent_runtime', agentId: 'nobody' })).code).toBe('agent_not_found');
  });

  it('are refused without a name, in the past, to whom may not, and beyond a number', () => {
    expect(refusalOf(() => issue({ name: ' ' })).code).toBe('invalid_setting');
    expect(refusalOf(() => issue({ expiresAt: noon })).code).toBe('invalid_setting');
    expect(refusalOf(() => issue({ member: sue })).code).toBe('role_not_allowed');
    const many = Array.from({ length: 200 }).reduce<Workspace>(
      (state, _, i) => fold(workspace, eventsOf(issue({ keyId: `k-${i}` }, state)), state),
      office,
    );
    expect(refusalOf(() => issue({}, many)).code).toBe('invalid_setting');
  });

  it('tell of attempts that were refused how many there were', () => {
    const refused = { byName: null, reason: 'wrong_key', what: '', count: 9, since: noon } as const;
    expect(eventsOf(recordAccessRefused(office, refused, now))).toMatchObject([
      { type: 'AccessRefused', data: { count: 9, entry: office.entries + 1 } },
    ]);
    expect(refusalOf(() => recordAccessRefused(workspace.initial, refused, now)).code).toBe('workspace_not_found');
  });
});
