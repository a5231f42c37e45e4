import type { CommandBus } from '@nestjs/cqrs';
import {
  AnswerOffer,
  ReceiveCustomerMessage,
  RecordDelivery,
  SubmitContactForm,
  type Issue,
  type Platform,
} from '#commands';
import { conversation, type Conversation } from '#domain';
import { load, newIdsOf } from '#event-store';
import type { ArmedConnector } from '#messaging';
import { shaped } from '../http/json-body.js';
import { OfferAnswerBody } from '../http/offer-answer-body.js';
import { Refusal } from '../http/problem.js';
import { detailsIn } from './details-in-text.js';
import { InboundMessage, InboundStatus, type InboundEnvelope } from './inbound-bodies.js';

/** Turns what a messenger's service sends into commands. */
export class TakeInbound {
  constructor(
    private readonly platform: Platform,
    private readonly commands: CommandBus,
  ) {}

  /** @throws Refusal, Rejected, EventStoreUnavailable */
  async take(connector: ArmedConnector, { type, data }: InboundEnvelope, signedId: string): Promise<object> {
    switch (type) {
      case 'message':
        return this.message(connector, shaped(InboundMessage, data));
      case 'offer_answer': {
        const { conversationId, offerId, answer } = shaped(OfferAnswerBody, data);
        const state = await this.ofChannel(connector, conversationId);
        const actor = { kind: 'customer', id: state.contactId } as const;
        await this.commands.execute(
          new AnswerOffer(conversationId, { offerId, answer }, this.issue(connector, `offer:${signedId}`, actor)),
        );
        return {};
      }
      case 'status': {
        const { conversationId, ...delivery } = shaped(InboundStatus, data);
        await this.ofChannel(connector, conversationId);
        const actor = { kind: 'integration', id: connector.channel } as const;
        await this.commands.execute(
          new RecordDelivery(conversationId, delivery, this.issue(connector, `status:${signedId}`, actor)),
        );
        return {};
      }
    }
  }

  private async message(connector: ArmedConnector, message: InboundMessage): Promise<object> {
    const { workspaceId, channel } = connector;
    const received = await this.commands.execute(
      new ReceiveCustomerMessage(
        { ...message, channel, attachments: message.attachments ?? [] },
        { workspaceId, correlationId: message.channelMessageId },
      ),
    );
    const { conversationId, messageId, state } = received;
    if (connector.settings.contactForm === 'text' && state.handoff?.formRequested === true)
      await this.answerToForm(connector, message, conversationId, state);
    return { conversationId, messageId };
  }

  /** Where the form was asked for in text, the answer is a message: what looks like a number or an address in it is kept. */
  private async answerToForm(
    connector: ArmedConnector,
    { text, channelMessageId }: InboundMessage,
    conversationId: string,
    state: Conversation,
  ): Promise<void> {
    const details = detailsIn(text);
    if (details === undefined) return;
    const events = await this.platform.store.readStream(`conversation-${conversationId}`);
    const asked = events.findLast(({ event }) => event.type === 'ContactFormRequested');
    const formId = (asked?.event.data as { formId?: string } | undefined)?.formId;
    if (formId === undefined || state.formIds.includes(formId)) return;
    const actor = { kind: 'customer', id: state.contactId } as const;
    await this.commands.execute(
      new SubmitContactForm(
        conversationId,
        { formId, details },
        this.issue(connector, `form:${channelMessageId}`, actor),
      ),
    );
  }

  /** A conversation of this very channel: to a connector, those of others do not exist. */
  private async ofChannel({ workspaceId, channel }: ArmedConnector, conversationId: string): Promise<Conversation> {
    const { state, workspaceId: owner } = await load(
      this.platform.store,
      conversation,
      `conversation-${conversationId}`,
    );
    if (owner !== workspaceId || state.channel !== channel)
      throw new Refusal(404, 'conversation_not_found', 'There is no such conversation.');
    return state;
  }

  private issue({ workspaceId, channel }: ArmedConnector, name: string, actor: Issue['actor']): Issue {
    return {
      commandId: newIdsOf(`${workspaceId}/${channel}`, 'inbound')(name),
      workspaceId,
      actor,
      correlationId: name,
    };
  }
}
