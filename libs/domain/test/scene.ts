import {
  agent,
  applyAgentVersion,
  addMember,
  agentSettings,
  changeTeam,
  createWorkspace,
  fold,
  plusSeconds,
  publishAgent,
  registerAgent,
  setDefaultAgent,
  workspace,
  type Agent,
  type AgentEvent,
  type AgentSettings,
  type Decision,
  type DecisionContext,
  type Instant,
  type Member,
  type NewId,
  type Workspace,
  type WorkspaceEvent,
} from '../src/index.js';

/** A Friday noon in winter. */
export const noon: Instant = '2026-11-20T12:00:00.000Z';

export const ada: Member = { id: 'ada', name: 'Ada', role: 'owner' };
export const sue: Member = { id: 'sue', name: 'Sue', role: 'supervisor' };
export const olga: Member = { id: 'olga', name: 'Olga', role: 'operator' };
export const omar: Member = { id: 'omar', name: 'Omar', role: 'operator' };
export const ann: Member = { id: 'ann', name: 'Ann', role: 'auditor' };

/** What a decision must answer when it is not refused. */
export function eventsOf<Event>(decision: Decision<Event>): readonly Event[] {
  if ('rejection' in decision) throw decision.rejection;
  return decision;
}

const now = { at: noon, agent: agentNamed };

/** Applies changes one after the other, each on the state the last one left. */
export function workspaceWith(
  ...changes: readonly ((state: Workspace, context: typeof now) => Decision<WorkspaceEvent>)[]
): Workspace {
  return [...office, ...changes].reduce(
    (state, change) => fold(workspace, eventsOf(change(state, now)), state),
    workspace.initial,
  );
}

/** How the usual workspace came to be. */
export const office: readonly ((state: Workspace, context: typeof now) => Decision<WorkspaceEvent>)[] = [
  (state) => createWorkspace(state, { workspaceId: 'acme', name: 'Acme', owner: ada }, now),
  ...[sue, olga, omar, ann].map(
    ({ id, name, role }) =>
      (state: Workspace) =>
        addMember(state, { member: ada, memberId: id, name, role }, now),
  ),
  (state) => changeTeam(state, { member: ada, teamId: 'billing', name: 'Billing', memberIds: ['omar'] }, now),
  (state) => setDefaultAgent(state, { member: ada, channel: null, agentId: 'front' }, now),
];

/** A published agent with these settings. */
export function agentWith(id: string, settings: Partial<AgentSettings> = {}): Agent {
  const name = settings.name ?? id;
  return configured(
    (state) =>
      registerAgent(state, { member: ada, agentId: id, name, settings: agentSettings({ name, ...settings }) }, now),
    (state) => publishAgent(state, { member: ada }, now),
  );
}

/** An agent after these changes. */
export function configured(...changes: readonly ((state: Agent) => Decision<AgentEvent>)[]): Agent {
  return changes.reduce((state, change) => fold(agent, eventsOf(change(state)), state), agent.initial);
}

/** Applies a version without publishing it. */
export function applied(settings: Partial<AgentSettings> & Pick<AgentSettings, 'name'>) {
  return (state: Agent) => applyAgentVersion(state, { member: ada, settings: agentSettings(settings) }, now);
}

/** The front line: gives way to nobody by itself, hands off by its own rules, with an idle window of 30 minutes. */
export const front: Partial<AgentSettings> = {
  name: 'Front line',
  idleTimeoutMinutes: 30,
  offerBeforeHandoff: false,
  triggers: {
    keywords: ['lawyer'],
    sentiment: { threshold: -0.5, window: 3 },
    failedResponses: { count: 2 },
  },
};

const agents: Readonly<Record<string, Agent>> = {
  front: agentWith('front', front),
  billing: agentWith('billing', { name: 'Billing specialist' }),
  // Registered, with a version applied, but not published.
  draft: configured((state) => registerAgent(state, { member: ada, agentId: 'draft', name: 'Draft' }, now)),
};

function agentNamed(id: string): Agent | undefined {
  return agents[id];
}

export interface Scene {
  readonly at?: Instant;
  readonly workspace?: Workspace;
  /** Agents that differ from the usual ones. */
  readonly agents?: Readonly<Record<string, Agent>>;
  readonly contact?: NonNullable<DecisionContext['contact']>;
}

/** The default agent was unpublished meanwhile. */
export const nobodyActive: Scene = { agents: { front: { ...agentWith('front', front), published: null } } };

const usualWorkspace = workspaceWith();
let commands = 0;

/** Ids of one command: the same label gives the same id. */
export function idsOfCommand(command = String((commands += 1))): NewId {
  return (label) => `${label}/${command}`;
}

/** What decisions know in a scene, `seconds` after it begins. */
export function contextOf(
  { at = noon, workspace: w = usualWorkspace, agents: own = {}, contact }: Scene,
  seconds = 0,
): DecisionContext {
  return {
    at: plusSeconds(at, seconds),
    newId: idsOfCommand(),
    actor: { kind: 'system', id: 'test' },
    workspace: w,
    agent: (id) => own[id] ?? agentNamed(id),
    ...(contact === undefined ? {} : { contact }),
  };
}
