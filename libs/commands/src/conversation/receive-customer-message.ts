import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, receiveCustomerMessage, Rejected, type Attachment, type Conversation } from '#domain';
import { conversationIdOf, EventStore, load, newIdsOf, type Decided } from '#event-store';
import { Clock } from '../clock.js';
import { Contacts } from '../contact/contacts.js';
import { Decisions } from '../decisions.js';
import { Detectors } from '../detection/detectors.js';
import type { Issue } from '../issued-command.js';
import { ConversationNumbers } from './conversation-numbers.js';

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

/** A customer's message arrives. Without a command id of its own the channel's message id stands for it. */
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
    private readonly store: EventStore,
    private readonly decisions: Decisions,
    private readonly contacts: Contacts,
    private readonly numbers: ConversationNumbers,
    private readonly detectors: Detectors,
    private readonly clock: Clock,
  ) {}

  async execute({ request, issue }: ReceiveCustomerMessage): Promise<Received> {
    const receivedAt = this.clock.now();
    const { channel, channelMessageId } = request;
    const contactId = await this.contacts.resolve(request, issue.workspaceId);
    let sequence = await this.numbers.find(issue.workspaceId, contactId, channel);
    const earlier = await this.deliveredEarlier(contactId, request, sequence);
    if (earlier !== undefined) sequence = earlier;
    for (;;) {
      const { state } = await load(this.store, conversation, streamOf(contactId, channel, sequence));
      if (state.status === 'closed' && !state.seenMessageIds.includes(channelMessageId)) sequence += 1;
      else {
        const received = await this.receive(request, issue, { contactId, sequence, state, receivedAt });
        if (received !== 'closed') {
          if (earlier === undefined) this.numbers.note(contactId, channel, sequence);
          return received;
        }
      }
    }
  }

  private async receive(
    request: IncomingMessage,
    issue: ReceiveCustomerMessage['issue'],
    place: {
      readonly contactId: string;
      readonly sequence: number;
      readonly state: Conversation;
      readonly receivedAt: string;
    },
  ): Promise<Received | 'closed'> {
    const { channel, channelMessageId, externalUserId, threadId: _, ...rest } = request;
    const { contactId, sequence, receivedAt } = place;
    const conversationId = conversationIdOf(contactId, channel, sequence);
    // Ids come from the channel's message, whatever the command id: a redelivery finds the same ones.
    const newId = newIdsOf(`conversation-${conversationId}`, `message:${channelMessageId}`);
    const byMessage = issue.commandId === undefined;
    const meta = this.decisions.metaOf(
      { ...issue, commandId: issue.commandId ?? newId('command'), actor: { kind: 'customer', id: contactId } },
      ReceiveCustomerMessage.name,
      // A channel may deliver the same message again in other words, e.g. with fresh addresses of its attachments.
      byMessage ? { channel, channelMessageId } : request,
    );
    const contact = place.state.status === 'none' ? await this.contacts.introduce(contactId, request, meta) : undefined;
    const found = this.detectors.read(request.text, { ...request, workspaceId: issue.workspaceId }, place.state);
    const message = {
      ...rest,
      ...found,
      channel,
      channelMessageId,
      contactId,
      sequence,
      receivedAt,
      identified: externalUserId !== undefined,
      previousConversationId: sequence === 1 ? null : conversationIdOf(contactId, channel, sequence - 1),
    };
    try {
      const decided = await this.decisions.on(conversation, conversationId, meta, (state, context) =>
        receiveCustomerMessage(state, message, { ...context, newId, ...(contact === undefined ? {} : { contact }) }),
      );
      return { ...decided, conversationId, messageId: newId('message') };
    } catch (error) {
      // Closed between our look and our append: the next conversation takes it.
      if (error instanceof Rejected && error.code === 'closed') return 'closed';
      throw error;
    }
  }

  /** The number of the closed conversation that had this message, among the last few. Kept in memory once read. */
  private async deliveredEarlier(contactId: string, request: IncomingMessage, sequence: number) {
    const { channel, channelMessageId } = request;
    for (let n = sequence - 1; n >= Math.max(1, sequence - lookBack); n -= 1) {
      const { state } = await load(this.store, conversation, streamOf(contactId, channel, n));
      if (state.seenMessageIds.includes(channelMessageId)) return n;
    }
    return undefined;
  }
}

/** How many closed conversations are asked whether they had a message: channels redeliver within hours. */
const lookBack = 3;

function streamOf(contactId: string, channel: string, sequence: number): string {
  return `${conversation.category}-${conversationIdOf(contactId, channel, sequence)}`;
}
