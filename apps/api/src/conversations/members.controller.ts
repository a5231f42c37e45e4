import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import {
  AssignConversation,
  AssumeConversation,
  ClaimConversation,
  ReleaseConversation,
  ReplyAsMember,
  ReturnToAI,
  SwitchToHuman,
  TransferConversation,
  TransferToAI,
  UnassignAgent,
} from '#commands';
import { newIdsOf } from '#event-store';
import { By, Caller } from '../http/caller.js';
import { Nothing } from '../http/nothing.js';
import { ConversationId } from '../http/path-ids.js';
import { HttpProblem } from '../http/problem.js';
import { conversationReceipt, ConversationReceipt, MessageReceipt } from '../http/receipt.js';
import { CommandRoute } from '../http/route.js';
import { Assignment, MemberReply, TakeFromAi, ToAi, TransferTo } from './member-bodies.js';
import { Why } from './message-bodies.js';

const handlerRefusals = { 409: ['closed', 'not_your_conversation'], 422: ['unknown_reason_code', 'text_too_long'] };
const toAiRefusals = {
  409: [
    'not_with_people',
    'not_your_conversation',
    'agent_not_active',
    'transfer_denied',
    'transfer_needs_confirmation',
  ],
};

@ApiTags('Conversations: members')
@Controller('v1/conversations')
export class MembersController {
  constructor(private readonly bus: CommandBus) {}

  @CommandRoute('POST', ':id/claim', {
    permit: 'conversation.claim',
    summary: 'Take a waiting conversation',
    about: 'One of any number of claims wins. The others get 409 `already_claimed` with the `assignee` who has it.',
    answer: ConversationReceipt,
    refusals: { 409: ['already_claimed', 'returned_to_ai', 'not_waiting'] },
  })
  async claim(@ConversationId() id: string, @Body() _body: Nothing, @By() { member, issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new ClaimConversation(id, { member }, issue)));
  }

  @CommandRoute('POST', ':id/assign', {
    permit: 'conversation.assign',
    summary: 'Give a conversation to a member',
    answer: ConversationReceipt,
    refusals: { 404: ['conversation_not_found', 'member_not_found'], ...handlerRefusals },
  })
  async assign(@ConversationId() id: string, @Body() body: Assignment, @By() { member, issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new AssignConversation(id, { ...body, member }, issue)));
  }

  @CommandRoute('POST', ':id/assume', {
    permit: 'conversation.assume',
    summary: 'Take a conversation from the AI, or from a colleague',
    about: 'The AI stops at once. Taking from a colleague needs a supervisor.',
    answer: ConversationReceipt,
    refusals: handlerRefusals,
  })
  async assume(@ConversationId() id: string, @Body() body: Why, @By() { member, issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new AssumeConversation(id, { ...body, member }, issue)));
  }

  @CommandRoute('POST', ':id/replies', {
    permit: 'conversation.reply',
    summary: 'Answer the customer',
    about: 'Only the assignee may.',
    answer: MessageReceipt,
    refusals: { 409: ['not_your_conversation'], 422: ['text_too_long', 'too_many_attachments', 'empty_message'] },
  })
  async reply(
    @ConversationId() id: string,
    @Body() { text, attachments = [] }: MemberReply,
    @By() { member, issue }: Caller,
  ): Promise<MessageReceipt> {
    const decided = await this.bus.execute(new ReplyAsMember(id, { member, text, attachments }, issue));
    const messageId = newIdsOf(decided.receipt.stream, issue.commandId)('message');
    return { ...conversationReceipt(id, decided), messageId };
  }

  @CommandRoute('POST', ':id/release', {
    permit: 'conversation.release',
    summary: 'Put a conversation back into the queue, at its old place',
    answer: ConversationReceipt,
    refusals: handlerRefusals,
  })
  async release(@ConversationId() id: string, @Body() body: Why, @By() { member, issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new ReleaseConversation(id, { ...body, member }, issue)));
  }

  @CommandRoute('POST', ':id/transfer', {
    permit: 'conversation.transfer',
    summary: 'Give a conversation to another member, or to the queue of a team',
    answer: ConversationReceipt,
    refusals: { 404: ['conversation_not_found', 'member_not_found', 'team_not_found'], ...handlerRefusals },
  })
  async transfer(
    @ConversationId() id: string,
    @Body() { memberId, teamId, ...why }: TransferTo,
    @By() { member, issue }: Caller,
  ) {
    const to = oneOf(memberId, teamId);
    return conversationReceipt(id, await this.bus.execute(new TransferConversation(id, { ...why, to, member }, issue)));
  }

  @CommandRoute('POST', ':id/transfer-to-ai', {
    permit: 'conversation.to-ai',
    summary: 'Give your conversation to an AI agent, which answers at once',
    answer: ConversationReceipt,
    refusals: toAiRefusals,
  })
  async transferToAi(@ConversationId() id: string, @Body() body: ToAi, @By() { member, issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new TransferToAI(id, { ...body, member }, issue)));
  }

  @CommandRoute('POST', ':id/return-to-ai', {
    permit: 'conversation.to-ai',
    summary: 'Set a conversation back to AI; the agent waits for the next message',
    answer: ConversationReceipt,
    refusals: toAiRefusals,
  })
  async returnToAi(@ConversationId() id: string, @Body() body: ToAi, @By() { member, issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new ReturnToAI(id, { ...body, member }, issue)));
  }

  @CommandRoute('POST', ':id/unassign-agent', {
    permit: 'conversation.to-human',
    summary: 'Stop the AI; the conversation waits for a person',
    answer: ConversationReceipt,
    refusals: { 409: ['test_conversation'] },
  })
  async unassignAgent(@ConversationId() id: string, @Body() body: TakeFromAi, @By() { member, issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new UnassignAgent(id, { ...body, member }, issue)));
  }

  @CommandRoute('POST', ':id/switch-to-human', {
    permit: 'conversation.to-human',
    summary: 'Set human-only mode',
    about: 'Needs the agent published and its handoff enabled.',
    answer: ConversationReceipt,
    refusals: { 409: ['agent_not_published', 'handoff_disabled', 'not_identified'] },
  })
  async switchToHuman(@ConversationId() id: string, @Body() body: TakeFromAi, @By() { member, issue }: Caller) {
    return conversationReceipt(id, await this.bus.execute(new SwitchToHuman(id, { ...body, member }, issue)));
  }
}

function oneOf(memberId: string | undefined, teamId: string | undefined) {
  if (memberId !== undefined && teamId === undefined) return { memberId };
  if (teamId !== undefined && memberId === undefined) return { teamId };
  const problem = 'name either memberId or teamId';
  throw new HttpProblem(422, 'invalid_body', 'The transfer goes to a member or to a team.', {
    fields: [{ field: memberId === undefined ? 'memberId' : 'teamId', problem }],
  });
}
