import { Body, Controller, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { ApplyAgentVersion, ArchiveAgent, PublishAgent, RegisterAgent, Settings, UnpublishAgent } from '#commands';
import { refuse, type Agent } from '#domain';
import { newIdsOf, type Decided } from '#event-store';
import { By, Caller } from '../http/caller.js';
import { Nothing } from '../http/nothing.js';
import { AgentId } from '../http/path-ids.js';
import { receiptOf } from '../http/receipt.js';
import { CommandRoute, ViewRoute } from '../http/route.js';
import { Reading } from '../http/views.js';
import { agentAnswer, AgentAnswer, AgentsAnswer, VersionsAnswer } from './agent-answers.js';
import { AgentReceipt, NewAgent, NewVersion, Publication } from './agent-bodies.js';

const editRefusals = { 409: ['changed_meanwhile', 'agent_archived'], 422: ['invalid_setting', 'phrase_too_long'] };

@ApiTags('Agents')
@Controller('v1/agents')
export class AgentsController {
  constructor(
    private readonly bus: CommandBus,
    private readonly settings: Settings,
  ) {}

  @ViewRoute('', { permit: 'agent.read', summary: 'The agents of the workspace', answer: AgentsAnswer })
  async list(@Query() query: Reading, @By() caller: Caller): Promise<AgentsAnswer> {
    await this.upTo(query, caller);
    return { items: this.settings.agentsOf(caller.workspaceId).map(agentAnswer) };
  }

  @ViewRoute(':id', { permit: 'agent.read', summary: 'An agent', answer: AgentAnswer })
  async one(@AgentId() id: string, @Query() query: Reading, @By() caller: Caller): Promise<AgentAnswer> {
    await this.upTo(query, caller);
    return agentAnswer(this.known(id, caller));
  }

  @ViewRoute(':id/versions', { permit: 'agent.read', summary: 'Every version of an agent', answer: VersionsAnswer })
  async versions(@AgentId() id: string, @Query() query: Reading, @By() caller: Caller): Promise<VersionsAnswer> {
    await this.upTo(query, caller);
    return { items: this.known(id, caller).versions.map((settings, i) => ({ version: i + 1, settings })) };
  }

  @CommandRoute('POST', '', {
    permit: 'agent.configure',
    summary: 'Register an agent',
    about: 'With version 1 applied and nothing published.',
    answer: AgentReceipt,
    refusals: { 422: ['invalid_setting', 'phrase_too_long'] },
  })
  async register(@Body() body: NewAgent, @By() { member, issue }: Caller) {
    const id = newIdsOf('agents', issue.commandId)('agent');
    return agentReceipt(id, await this.bus.execute(new RegisterAgent(id, { ...body, member }, issue)));
  }

  @CommandRoute('POST', ':id/versions', {
    permit: 'agent.configure',
    summary: 'Apply a new version',
    about: 'Saved, and answering on staging channels only until it is published.',
    answer: AgentReceipt,
    refusals: editRefusals,
  })
  async apply(@AgentId() id: string, @Body() body: NewVersion, @By() { member, issue }: Caller) {
    return agentReceipt(id, await this.bus.execute(new ApplyAgentVersion(id, { ...body, member }, issue)));
  }

  @CommandRoute('POST', ':id/publish', {
    permit: 'agent.publish',
    summary: 'Publish a version: it answers customers from now on',
    answer: AgentReceipt,
    refusals: { 404: ['agent_not_found', 'version_not_found'], ...editRefusals },
  })
  async publish(@AgentId() id: string, @Body() body: Publication, @By() { member, issue }: Caller) {
    return agentReceipt(id, await this.bus.execute(new PublishAgent(id, { ...body, member }, issue)));
  }

  @CommandRoute('POST', ':id/unpublish', {
    permit: 'agent.publish',
    summary: 'Stop an agent for new conversations, at once and on all channels',
    answer: AgentReceipt,
  })
  async unpublish(@AgentId() id: string, @Body() _body: Nothing, @By() { member, issue }: Caller) {
    return agentReceipt(id, await this.bus.execute(new UnpublishAgent(id, { member }, issue)));
  }

  @CommandRoute('POST', ':id/archive', {
    permit: 'agent.configure',
    summary: 'Stop an agent for good',
    answer: AgentReceipt,
  })
  async archive(@AgentId() id: string, @Body() _body: Nothing, @By() { member, issue }: Caller) {
    return agentReceipt(id, await this.bus.execute(new ArchiveAgent(id, { member }, issue)));
  }

  /** Agents are known from the log itself, not from a view: a moment after their change. */
  private async upTo({ after }: Reading, caller: Caller): Promise<void> {
    const wanted = after ?? caller.after;
    if (wanted !== undefined) await this.settings.reached(BigInt(wanted));
  }

  private known(id: string, { workspaceId }: Caller): Agent {
    const agent = this.settings.agent(workspaceId, id);
    if (agent === undefined) throw refuse('agent_not_found', { agentId: id });
    return agent;
  }
}

function agentReceipt(agentId: string, { receipt, state }: Decided<Agent>): AgentReceipt {
  return { ...receiptOf(receipt), agentId, version: state.versions.length, published: state.published };
}
