import { actsForAgent } from '#access';
import type { Settings } from '#commands';
import { refuse, type Agent, type Workspace } from '#domain';
import type { Caller } from './caller.js';
import type { Past } from './past.js';
import type { Reading } from './views.js';

/** Agents and workspaces as this process knows them from the log: they are needed for every decision anyhow, so no view repeats them. */
export class KnownSettings {
  constructor(
    private readonly settings: Settings,
    private readonly limitMs: number,
    private readonly past: Past,
  ) {}

  /** @throws Rejected `workspace_not_found`, HttpProblem `view_behind` */
  async workspace(caller: Caller, reading: Reading): Promise<Workspace> {
    await this.upTo(caller, reading);
    const workspace = this.settings.workspace(caller.workspaceId);
    if (workspace === undefined) throw refuse('workspace_not_found');
    return workspace;
  }

  /** In the order in which they were registered; for a runtime its own agent alone. @throws HttpProblem `view_behind` */
  async agents(caller: Caller, reading: Reading): Promise<readonly Agent[]> {
    await this.upTo(caller, reading);
    return this.settings.agentsOf(caller.workspaceId).filter(({ agentId }) => maySee(caller, agentId));
  }

  /** @throws Rejected `agent_not_found`, HttpProblem `view_behind` */
  async agent(agentId: string, caller: Caller, reading: Reading): Promise<Agent> {
    await this.upTo(caller, reading);
    const agent = maySee(caller, agentId) ? this.settings.agent(caller.workspaceId, agentId) : undefined;
    if (agent === undefined) throw refuse('agent_not_found', { agentId });
    return agent;
  }

  private async upTo(caller: Caller, { after = caller.after }: Reading): Promise<void> {
    if (after !== undefined && !(await caller.aside(() => this.settings.covers(BigInt(after), this.limitMs))))
      throw await this.past.whyBehind(after);
  }
}

/** The agents of others do not exist for a runtime. */
function maySee({ principal }: Caller, agentId: string): boolean {
  return principal.kind !== 'agent_runtime' || actsForAgent(principal, agentId);
}
