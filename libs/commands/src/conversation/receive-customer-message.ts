import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { checkMessage, conversation, receiveCustomerMessage, type Attachment, type Conversation } from '#domain';
import { newIdsOf, type Decided } from '#event-store';
import { Clock } from '../clock.js';
import { Contacts } from '../contact/contacts.js';
import { Decisions } from '../decisions.js';
import { Detectors } from '../detection/detectors.js';
import type { Issue } from '../issued-command.js';
import { OpenConversation, type Place } from './open-conversation.js';

/** A customer's message as a channel brings it. */
export interface IncomingMessage {
  readonly channel: string;
  /** The channel's own id of the message. */
  readonly channelMessageId: string;
  /** The channel's stable id of the person; without one the customer is not identified. */
  readonly externalUserId?: string;
  /** The channel's id of the chat, where it knows no person. */
  readonly threadId?: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** An agent other than the channel's default. */
  readonly agentId?: string;
  /** An editor's test chat. */
  readonly test?: boolean;
}

export interface Received extends Decided<Conversation> {
  readonly conversationId: string;
  readonly messageId: string;
}

/** A customer's message arrives. Without a command id of its own the channel's id of the message stands for it. */
export class ReceiveCustomerMessage extends Command<Received> {
  constructor(
    readonly request: IncomingMessage,
    readonly issue: Omit<Issue, 'commandId' | 'actor'> & { readonly commandId?: string },
  ) {
    super();
  }
}

/**
 * Finds the contact and its open conversation, and appends: one round trip to the log when the conversation is known to this
 * process. A message that was delivered before is answered with the conversation it went to, also when that is closed by now.
 */
@CommandHandler(ReceiveCustomerMessage)
export class ReceiveCustomerMessageHandler implements ICommandHandler<ReceiveCustomerMessage> {
  constructor(
    private readonly decisions: Decisions,
    private readonly contacts: Contacts,
    private readonly open: OpenConversation,
    private readonly detectors: Detectors,
    private readonly clock: Clock,
  ) {}

  async execute(command: ReceiveCustomerMessage): Promise<Received> {
    const { request, issue } = command;
    const receivedAt = this.clock.now();
    // The decision checks it too, but by then its sender would have been entered as a contact.
    checkMessage(request);
    const contactId = await this.contacts.resolve(request, issue.workspaceId);
    const side = { workspaceId: issue.workspaceId, contactId, channel: request.channel };
    const delivered = (state: Conversation) => state.seenMessageIds.includes(request.channelMessageId);
    const before = await this.open.whereDone(side, delivered);
    if (before !== undefined) return this.receive(command, before, receivedAt);
    return this.open.within(side, (place) => this.receive(command, place, receivedAt), delivered);
  }

  private async receive(
    { request, issue }: ReceiveCustomerMessage,
    place: Place,
    receivedAt: string,
  ): Promise<Received> {
    const { externalUserId, threadId: _, ...message } = request;
    const { workspaceId, conversationId, contactId, sequence, previousConversationId, state } = place;
    const { channel, channelMessageId } = message;
    // Ids come from the channel's message, whatever the command id: a redelivery finds the same ones.
    const newId = newIdsOf(`conversation-${conversationId}`, `message:${channelMessageId}`);
    const meta = this.decisions.metaOf(
      { ...issue, commandId: issue.commandId ?? newId('command'), actor: { kind: 'customer', id: contactId } },
      ReceiveCustomerMessage.name,
      // A channel may deliver the same message again in other words, e.g. with fresh addresses of its attachments.
      issue.commandId === undefined ? { channel, channelMessageId } : request,
    );
    const contact = state.status === 'none' ? await this.contacts.introduce(contactId, request, meta) : undefined;
    const received = {
      ...message,
      ...this.detectors.read(message.text, { ...message, workspaceId }, state),
      ...{ contactId, sequence, previousConversationId, receivedAt },
      identified: externalUserId !== undefined,
    };
    const decided = await this.decisions.on(conversation, conversationId, meta, (now, context) =>
      receiveCustomerMessage(now, received, { ...context, newId, ...(contact === undefined ? {} : { contact }) }),
    );
    return { ...decided, conversationId, messageId: newId('message') };
  }
}
