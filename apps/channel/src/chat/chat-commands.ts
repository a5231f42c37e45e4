import { randomUUID } from 'node:crypto';
import type { CommandBus } from '@nestjs/cqrs';
import type { Visitor } from '#access';
import {
  AnswerOffer,
  CancelHandoff,
  ReceiveCustomerMessage,
  RecordDelivery,
  RequestHandoff,
  StartConversation,
  SubmitContactForm,
  type Issue,
  type Platform,
} from '#commands';
import { conversation, type ContactDetails, type Conversation } from '#domain';
import { load, newIdsOf } from '#event-store';
import type { OfferAnswerBody } from '../http/offer-answer-body.js';
import { Refusal } from '../http/problem.js';
import type { ChatForm, ChatMessage, ChatReceipts, FormDetails } from './chat-bodies.js';
import { clientPrefix, stateOf } from './chat-items.js';
import type { FormPlace } from './form-links.js';

/** What a visitor may do, in their own conversations. */
export class ChatCommands {
  constructor(
    private readonly platform: Platform,
    private readonly commands: CommandBus,
  ) {}

  /** A message; answers how the conversation stands after it. */
  async write({ workspaceId, channel, externalUserId }: Visitor, { clientMessageId, text }: ChatMessage) {
    const message = {
      channel,
      externalUserId,
      text,
      attachments: [],
      channelMessageId: `${clientPrefix}${clientMessageId}`,
    };
    const issue = { workspaceId, correlationId: clientMessageId };
    const received = await this.commands.execute(new ReceiveCustomerMessage(message, issue));
    return { messageId: received.messageId, ...stateOf(received.conversationId, received.state) };
  }

  /** Messages of ours have arrived in the window: that stands on the timeline, once for each. Ids of anything else are passed over. */
  async receive(visitor: Visitor, { conversationId, messageIds }: ChatReceipts) {
    const state = await this.own(visitor, conversationId);
    const ours = [...new Set(messageIds)].filter((id) => state.sentMessageIds.includes(id));
    for (const messageId of ours) {
      const issue = this.issueOf(visitor, state, `receipt:${messageId}`);
      await this.commands.execute(new RecordDelivery(conversationId, { messageId, status: 'delivered' }, issue));
    }
    return { conversationId };
  }

  /** Row 52: a person, now, also before anything was written. */
  async askForPerson(visitor: Visitor) {
    const { workspaceId, channel, externalUserId } = visitor;
    const issue = { commandId: randomUUID(), workspaceId, correlationId: 'chat' };
    const { conversationId, state } = await this.commands.execute(
      new StartConversation({ channel, externalUserId }, issue),
    );
    await this.commands.execute(
      new RequestHandoff(conversationId, { by: { kind: 'customer' } }, this.issueOf(visitor, state, randomUUID())),
    );
    return { conversationId };
  }

  async answerOffer(visitor: Visitor, { conversationId, offerId, answer }: OfferAnswerBody) {
    const issue = this.issueOf(visitor, await this.own(visitor, conversationId), `offer:${offerId}:${answer}`);
    await this.commands.execute(new AnswerOffer(conversationId, { offerId, answer }, issue));
    return { conversationId };
  }

  async stopWaiting(visitor: Visitor, conversationId: string) {
    const issue = this.issueOf(visitor, await this.own(visitor, conversationId), randomUUID());
    await this.commands.execute(new CancelHandoff(conversationId, {}, issue));
    return { conversationId };
  }

  async fillIn(visitor: Visitor, { conversationId, formId = null, details }: ChatForm) {
    const state = await this.own(visitor, conversationId);
    await this.submit({ workspaceId: visitor.workspaceId, conversationId, formId }, state, details);
    return { conversationId };
  }

  /** A form reached by a link of ours: the link is the proof. */
  async fillInByLink(place: FormPlace, details: FormDetails): Promise<void> {
    const { state, workspaceId } = await load(
      this.platform.store,
      conversation,
      `conversation-${place.conversationId}`,
    );
    if (workspaceId !== place.workspaceId) throw notFound();
    await this.submit(place, state, details);
  }

  private async submit(place: FormPlace, { contactId }: Conversation, given: FormDetails): Promise<void> {
    const { workspaceId, conversationId, formId } = place;
    const details = Object.fromEntries(
      Object.entries(given).filter(([, value]) => typeof value === 'string' && value.trim() !== ''),
    ) as ContactDetails;
    // A form that was filled in before is quiet, whatever it says now.
    const issue = {
      commandId: randomUUID(),
      workspaceId,
      actor: { kind: 'customer', id: contactId },
      correlationId: 'chat',
    } as const;
    await this.commands.execute(new SubmitContactForm(conversationId, { formId, details }, issue));
  }

  /** The visitor's own conversation: of those of others nobody says whether they exist. */
  private async own({ workspaceId, channel, externalUserId }: Visitor, conversationId: string): Promise<Conversation> {
    const contactId = await this.platform.contacts.find(workspaceId, channel, externalUserId);
    const { state, workspaceId: owner } = await load(
      this.platform.store,
      conversation,
      `conversation-${conversationId}`,
    );
    const theirs = owner === workspaceId && state.channel === channel && state.contactId === contactId;
    if (!theirs) throw notFound();
    return state;
  }

  private issueOf({ workspaceId }: Visitor, { contactId }: Conversation, name: string): Issue {
    const commandId = newIdsOf(contactId, 'chat')(name);
    return { commandId, workspaceId, actor: { kind: 'customer', id: contactId }, correlationId: name };
  }
}

function notFound(): Refusal {
  return new Refusal(404, 'conversation_not_found', 'There is no such conversation.');
}
