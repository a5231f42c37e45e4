import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { ReceiveCustomerMessage, StartConversation } from '#commands';
import { By, Caller } from '../http/caller.js';
import { Channel } from '../http/path-ids.js';
import { HttpProblem } from '../http/problem.js';
import { conversationReceipt, ConversationReceipt, MessageReceipt } from '../http/receipt.js';
import { CommandRoute } from '../http/route.js';
import { IncomingMessage, Opening } from './incoming-message.js';

@ApiTags('Channels')
@Controller('v1/channels')
export class ChannelsController {
  constructor(private readonly bus: CommandBus) {}

  @CommandRoute('POST', ':channel/messages', {
    permit: 'customer.write',
    summary: "Bring a customer's message",
    about:
      'Finds the open conversation of the customer on this channel, or starts one with the default agent. A message brought twice is answered with the conversation it went to, and starts nothing; without an Idempotency-Key its own id stands for one.',
    answer: MessageReceipt,
    refusals: {
      404: ['no_such_channel'],
      409: ['channel_disabled', 'agent_not_active'],
      422: ['text_too_long', 'too_many_attachments', 'empty_message'],
    },
  })
  async receive(
    @Channel() channel: string,
    @Body() { attachments = [], ...body }: IncomingMessage,
    @By() { workspaceId, idempotencyKey, requestId }: Caller,
  ): Promise<MessageReceipt> {
    const { conversationId, messageId, ...decided } = await this.bus.execute(
      new ReceiveCustomerMessage(
        { ...body, attachments, channel },
        {
          workspaceId,
          correlationId: requestId,
          ...(idempotencyKey === undefined ? {} : { commandId: idempotencyKey }),
        },
      ),
    );
    return { ...conversationReceipt(conversationId, decided), messageId };
  }

  @CommandRoute('POST', ':channel/conversations', {
    permit: 'customer.write',
    summary: 'Open a conversation before anything is written',
    about: 'Answers the open conversation of the customer on this channel, or starts one.',
    answer: ConversationReceipt,
    refusals: { 404: ['no_such_channel'], 409: ['channel_disabled', 'agent_not_active'] },
  })
  async start(
    @Channel() channel: string,
    @Body() body: Opening,
    @By() { workspaceId, issue, requestId }: Caller,
  ): Promise<ConversationReceipt> {
    if (body.externalUserId === undefined && body.threadId === undefined)
      throw new HttpProblem(422, 'invalid_body', 'Nobody could find a conversation again that names no customer.', {
        fields: [{ field: 'externalUserId', problem: 'or threadId is needed' }],
      });
    const { conversationId, ...decided } = await this.bus.execute(
      new StartConversation(
        { ...body, channel },
        { workspaceId, commandId: issue.commandId, correlationId: requestId },
      ),
    );
    return conversationReceipt(conversationId, decided);
  }
}
