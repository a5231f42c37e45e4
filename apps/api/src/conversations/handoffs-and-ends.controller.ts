import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { CloseConversation, HandOffToAgent, RequestHandoff } from '#commands';
import { By, Caller } from '../http/caller.js';
import { ConversationId } from '../http/path-ids.js';
import { HttpProblem } from '../http/problem.js';
import { conversationReceipt, ConversationReceipt } from '../http/receipt.js';
import { CommandRoute } from '../http/route.js';
import { ToAgent } from './agent-bodies.js';
import { Closing } from './closing.js';
import { HandoffRequest } from './handoff-request.js';

/** What more than one kind of caller does: who asks decides what must be said. */
@ApiTags('Conversations')
@Controller('v1/conversations')
export class HandoffsAndEndsController {
  constructor(private readonly bus: CommandBus) {}

  @CommandRoute('POST', ':id/handoff-requests', {
    permit: ['turn.request-handoff', 'customer.write'],
    summary: 'Ask for a person',
    about:
      "By an AI runtime: the agent's own decision, with the epoch of its turn. By an integration: the customer's, e.g. by a button.",
    answer: ConversationReceipt,
    refusals: {
      404: ['conversation_not_found', 'team_not_found'],
      409: ['stale_epoch', 'handoff_disabled', 'not_identified', 'test_conversation'],
    },
  })
  async requestHandoff(@ConversationId() id: string, @Body() { epoch, ...body }: HandoffRequest, @By() caller: Caller) {
    const by =
      caller.principal.kind === 'agent_runtime'
        ? ({ kind: 'agent', agentId: caller.agentId, epoch: needed('epoch', epoch) } as const)
        : ({ kind: 'customer' } as const);
    const command = new RequestHandoff(id, { ...body, by }, caller.issue);
    return conversationReceipt(id, await this.bus.execute(command));
  }

  @CommandRoute('POST', ':id/hand-off-to-agent', {
    permit: ['turn.hand-to-agent', 'conversation.to-agent'],
    summary: 'Hand a conversation to another AI agent',
    about: 'With a copy of the context. Over the loop limit of the workspace people are asked instead.',
    answer: ConversationReceipt,
    refusals: { 409: ['stale_epoch', 'not_with_ai', 'offer_pending', 'same_agent', 'agent_not_active'] },
  })
  async handOffToAgent(@ConversationId() id: string, @Body() { epoch, ...body }: ToAgent, @By() caller: Caller) {
    const by =
      caller.principal.kind === 'agent_runtime'
        ? ({ kind: 'agent', agentId: caller.agentId, epoch: needed('epoch', epoch) } as const)
        : ({ kind: 'member', member: caller.member } as const);
    return conversationReceipt(id, await this.bus.execute(new HandOffToAgent(id, { ...body, by }, caller.issue)));
  }

  @CommandRoute('POST', ':id/close', {
    permit: ['conversation.close', 'turn.close'],
    summary: 'Close a conversation',
    about: 'The next message of the customer starts another one.',
    answer: ConversationReceipt,
    refusals: { 409: ['not_your_conversation', 'stale_epoch', 'offer_pending', 'newer_message'] },
  })
  async close(
    @ConversationId() id: string,
    @Body() { epoch, lastMessageSeen, ...body }: Closing,
    @By() caller: Caller,
  ) {
    const by =
      caller.principal.kind === 'agent_runtime'
        ? ({
            kind: 'agent',
            agentId: caller.agentId,
            epoch: needed('epoch', epoch),
            lastMessageSeen: needed('lastMessageSeen', lastMessageSeen),
          } as const)
        : ({ kind: 'member', member: caller.member } as const);
    return conversationReceipt(id, await this.bus.execute(new CloseConversation(id, { ...body, by }, caller.issue)));
  }
}

function needed<T>(field: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new HttpProblem(422, 'invalid_body', `An AI runtime must name ${field}.`, {
    fields: [{ field, problem: 'is needed from an AI runtime' }],
  });
}
