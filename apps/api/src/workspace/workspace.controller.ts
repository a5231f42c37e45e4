import { Body, Controller, Query } from '@nestjs/common';
import { CommandBus, type Command } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import {
  ChangeBusinessHours,
  ChangeChannel,
  ChangeLoopLimit,
  ChangeReasonCodes,
  ChangeTransferPolicy,
  ChangeWaitPolicy,
  SetDefaultAgent,
} from '#commands';
import type { WaitStep, Workspace } from '#domain';
import type { Decided } from '#event-store';
import { By, Caller } from '../http/caller.js';
import { KnownSettings } from '../http/known-settings.js';
import { Channel } from '../http/path-ids.js';
import { HttpProblem } from '../http/problem.js';
import { Receipt, receiptOf } from '../http/receipt.js';
import { CommandRoute, ViewRoute } from '../http/route.js';
import { Reading } from '../http/views.js';
import { workspaceAnswer, WorkspaceAnswer } from './workspace-answer.js';
import {
  BusinessHoursBody,
  ChannelBody,
  DefaultAgentBody,
  LoopLimitBody,
  ReasonCodesBody,
  TransferPolicyBody,
  WaitPolicyBody,
  WaitStepBody,
} from './workspace-bodies.js';

const setting = {
  permit: 'workspace.configure',
  answer: Receipt,
  refusals: { 409: ['changed_meanwhile'], 422: ['invalid_setting'] },
} as const;

@ApiTags('Workspace')
@Controller('v1/workspace')
export class WorkspaceController {
  constructor(
    private readonly bus: CommandBus,
    private readonly known: KnownSettings,
  ) {}

  @ViewRoute('', { permit: 'workspace.read', summary: 'Settings, members, teams, channels', answer: WorkspaceAnswer })
  async show(@Query() query: Reading, @By() caller: Caller): Promise<WorkspaceAnswer> {
    return workspaceAnswer(await this.known.workspace(caller, query));
  }

  @CommandRoute('PUT', 'wait-policy', {
    ...setting,
    summary: 'What happens while a customer waits for a person',
    about: 'Handoffs that wait already keep the policy they began with.',
  })
  waitPolicy(@Body() body: WaitPolicyBody, @By() { workspaceId, member, issue }: Caller) {
    const { steps, firstResponseSeconds = null, nextResponseSeconds = null, ...edit } = body;
    const policy = { steps: steps.map(stepOf), firstResponseSeconds, nextResponseSeconds };
    return this.change(new ChangeWaitPolicy(workspaceId, { ...edit, policy, member }, issue));
  }

  @CommandRoute('PUT', 'business-hours', { ...setting, summary: 'When people are there' })
  businessHours(@Body() body: BusinessHoursBody, @By() { workspaceId, member, issue }: Caller) {
    return this.change(new ChangeBusinessHours(workspaceId, { ...body, member }, issue));
  }

  @CommandRoute('PUT', 'reason-codes', { ...setting, summary: 'Reason codes of your own' })
  reasonCodes(@Body() body: ReasonCodesBody, @By() { workspaceId, member, issue }: Caller) {
    return this.change(new ChangeReasonCodes(workspaceId, { ...body, member }, issue));
  }

  @CommandRoute('PUT', 'loop-limit', {
    ...setting,
    summary: 'How often agents may pass a conversation on before people are asked',
  })
  loopLimit(@Body() body: LoopLimitBody, @By() { workspaceId, member, issue }: Caller) {
    return this.change(new ChangeLoopLimit(workspaceId, { ...body, member }, issue));
  }

  @CommandRoute('PUT', 'transfer-policy', {
    ...setting,
    summary: 'Whether a transfer to AI is warned about or denied, when the customer wanted a person',
  })
  transferPolicy(@Body() body: TransferPolicyBody, @By() { workspaceId, member, issue }: Caller) {
    return this.change(new ChangeTransferPolicy(workspaceId, { ...body, member }, issue));
  }

  @CommandRoute('PUT', 'default-agents', { ...setting, summary: 'Which agent gets new conversations' })
  defaultAgent(@Body() body: DefaultAgentBody, @By() { workspaceId, member, issue }: Caller) {
    return this.change(new SetDefaultAgent(workspaceId, { ...body, member }, issue));
  }

  @CommandRoute('PUT', 'channels/:channel', { ...setting, summary: 'Switch a channel on or off, live or staging' })
  channel(@Channel() channel: string, @Body() body: ChannelBody, @By() { workspaceId, member, issue }: Caller) {
    return this.change(new ChangeChannel(workspaceId, { ...body, channel, member }, issue));
  }

  private async change(command: Command<Decided<Workspace>>): Promise<Receipt> {
    return receiptOf((await this.bus.execute(command)).receipt);
  }
}

function stepOf({ kind, afterSeconds, teamId }: WaitStepBody, i: number): WaitStep {
  if (kind === 'fallback_team' && teamId !== undefined) return { kind, afterSeconds, teamId };
  if (kind !== 'fallback_team' && teamId === undefined) return { kind, afterSeconds };
  throw new HttpProblem(422, 'invalid_body', 'A step names a team when it is fallback_team, and only then.', {
    fields: [{ field: `steps.${i}.teamId`, problem: teamId === undefined ? 'is missing' : 'does not belong here' }],
  });
}
