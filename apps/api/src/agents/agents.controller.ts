import { Body, Controller, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { ApplyAgentVersion, ArchiveAgent, PublishAgent, RegisterAgent, UnpublishAgent } from '#commands';
import type { Agent } from '#domain';
import { newIdsOf, type Decided } from '#event-store';
import { By, Caller } from '../http/caller.js';
import { KnownSettings } from '../http/known-settings.js';
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
    private readonly known: KnownSettings,
  ) {}

  @ViewRoute('', { permit: 'agent.read', summary: 'The agents of the workspace', answer: AgentsAnswer })
  async list(@Query() query: Reading, @By() caller: Caller): Promise<AgentsAnswer> {
    return { items: (await this.known.agents(caller, query)).map(agentAnswer) };
  }

  @ViewRoute(':id', { permit: 'agent.read', summary: 'An agent', answer: AgentAnswer })
  async one(@AgentId() id: string, @Query() query: Reading, @By() caller: Caller): Promise<AgentAnswer> {
    return agentAnswer(await this.known.agent(id, caller, query));
  }

  @ViewRoute(':id/versions', { permit: 'agent.read', summary: 'Every version of an agent', answer: VersionsAnswer })
  async versions(@AgentId() id: string, @Query() query: Reading, @By() caller: Caller): Promise<VersionsAnswer> {
    const { versions } = await this.known.agent(id, caller, query);
    return { items: versions.map((settings, i) => ({ version: i + 1, settings })) };
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
}

function agentReceipt(agentId: string, { receipt, state }: Decided<Agent>): AgentReceipt {
  return { ...receiptOf(receipt), agentId, version: state.versions.length, published: state.published };
}
