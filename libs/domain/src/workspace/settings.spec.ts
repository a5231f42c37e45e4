import { describe, expect, it } from '@jest/globals';
import { ada, agentWith, configured, eventsOf, noon, sue, workspaceWith } from '../../test/scene.js';
import { refusalOf } from '../../test/given.js';
import { archiveAgent } from '../agent/configure.js';
import { fold, type Decision } from '../kernel.js';
import type { By, WorkspaceContext } from './change.js';
import type { WorkspaceEvent } from './events.js';
import { changeTeam } from './members.js';
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
    expect(refusalOf(() => change(changed, { ...by, expectedVersion: 2 })).facts).toEqual({
      version: 3,
      changedBy: 'Sue',
      changedAt: noon,
    });
    expect(eventsOf(change(changed, { ...by, expectedVersion: 3 }))).toHaveLength(1);
  });

  it('is an admin’s, in a workspace that exists', () => {
    expect(refusalOf(() => change(office, { member: sue })).code).toBe('role_not_allowed');
    expect(refusalOf(() => change(workspace.initial, by)).code).toBe('workspace_not_found');
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
    expect(refusalOf(decide).facts).toMatchObject(facts);
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
