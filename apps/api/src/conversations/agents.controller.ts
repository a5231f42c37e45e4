import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { AssessTurn, OfferHandoff, RecordAgentAction, ReplyAsAgent } from '#commands';
import { newIdsOf } from '#event-store';
import { By, Caller } from '../http/caller.js';
import { ConversationId } from '../http/path-ids.js';
import { conversationReceipt, ConversationReceipt, MessageReceipt } from '../http/receipt.js';
import { CommandRoute } from '../http/route.js';
import { AgentAction, AgentReply, Assessment, Offer } from './agent-bodies.js';

/** What an AI runtime does in a conversation, for the one agent that its token names. */
@ApiTags('Conversations: AI runtime')
@Controller('v1/conversations')
export class AgentsInConversationsController {
  constructor(private readonly bus: CommandBus) {}

  @CommandRoute('POST', ':id/agent-replies', {
    permit: 'turn.reply',
    summary: 'Answer a turn',
    about: 'Refused as `stale_epoch` when control has moved since the turn was given; that it was tried is recorded.',
    answer: MessageReceipt,
    refusals: { 409: ['stale_epoch', 'unknown_turn'], 422: ['text_too_long', 'too_many_attachments', 'empty_message'] },
  })
  async reply(
    @ConversationId() id: string,
    @Body() { attachments = [], ...body }: AgentReply,
    @By() { agentId, issue }: Caller,
  ): Promise<MessageReceipt> {
    const decided = await this.bus.execute(new ReplyAsAgent(id, { ...body, attachments, agentId }, issue));
    const messageId = newIdsOf(decided.receipt.stream, issue.commandId)('message');
    return { ...conversationReceipt(id, decided), messageId };
  }

  @CommandRoute('POST', ':id/agent-actions', {
    permit: 'turn.record-action',
    summary: 'Record a skill that the agent executed',
    about: 'Kept also when control has moved meanwhile, marked late: its effect has happened.',
    answer: ConversationReceipt,
    refusals: { 404: ['conversation_not_found', 'agent_not_found'] },
  })
  async act(@ConversationId() id: string, @Body() body: AgentAction, @By() { agentId, issue }: Caller) {
    const request = { arguments: null, result: null, ...body, agentId };
    return conversationReceipt(id, await this.bus.execute(new RecordAgentAction(id, request, issue)));
  }

  @CommandRoute('POST', ':id/assessments', {
    permit: 'turn.assess',
    summary: 'Tell how a turn went',
    about: 'Counted by the triggers of the agent, which may offer a person or hand off. A turn counts once.',
    answer: ConversationReceipt,
    refusals: { 409: ['stale_epoch', 'unknown_turn'] },
  })
  async assess(@ConversationId() id: string, @Body() body: Assessment, @By() { agentId, issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new AssessTurn(id, { ...body, agentId }, issue)));
  }

  @CommandRoute('POST', ':id/offers', {
    permit: 'turn.offer-handoff',
    summary: 'Offer a person to the customer',
    about: 'You go on answering until the customer says yes.',
    answer: ConversationReceipt,
    refusals: { 409: ['stale_epoch', 'handoff_disabled', 'not_identified', 'test_conversation'] },
  })
  async offer(@ConversationId() id: string, @Body() body: Offer, @By() { agentId, issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new OfferHandoff(id, { ...body, agentId }, issue)));
  }
}
