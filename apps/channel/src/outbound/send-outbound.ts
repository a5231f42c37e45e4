import type { CommandBus } from '@nestjs/cqrs';
import { RecordDelivery, RecordNotice, type Issue, type Platform } from '#commands';
import { contact, conversation, type Conversation } from '#domain';
import { load, newIdsOf } from '#event-store';
import type { ArmedConnector, Delivery, Final, History, Moment, Tried } from '#messaging';
import type { FormLinks } from '../chat/form-links.js';
import { noticeIdOf, outboundOf, outboundWords, type Outbound } from './outbound.js';
import { plainText } from './plain-text.js';
import type { QueuePlaces } from './queue-places.js';
import type { OutboundPayload } from './take-outbound.js';
import { placeInWords, type Words } from '../words/words.js';

/** Whom a channel knows a contact as. */
export interface Recipient {
  readonly externalUserId: string | null;
  /** Where the channel knows no person: the chat. */
  readonly threadId: string | null;
}

/** What a connector is given to send. */
export interface Shipment {
  /** The same however often it is sent. */
  readonly deliveryId: string;
  readonly conversationId: string;
  readonly connector: ArmedConnector;
  readonly recipient: Recipient;
  readonly outbound: Outbound;
  /** All of it in text; `null` for what has no words. */
  readonly text: string | null;
  readonly formUrl: string | null;
  /** How the platform speaks with this customer. */
  readonly words: Words;
}

/** Sends through one kind of connector. */
export type Send = (shipment: Shipment, signal: AbortSignal) => Promise<Tried>;

export interface SendOutboundParts {
  readonly platform: Platform;
  readonly history: History;
  readonly commands: CommandBus;
  readonly places: QueuePlaces;
  readonly formLinks: FormLinks;
  readonly connectorOf: (workspaceId: string, channel: string) => Promise<ArmedConnector | undefined>;
  readonly send: Readonly<Record<ArmedConnector['kind'], Send>>;
}

/** What is remembered of a try, so that it can be recorded without looking again. */
interface Facts {
  readonly conversationId?: string;
  readonly messageId?: string;
  readonly notice?: string;
  readonly channelMessageId?: string;
}

const nothing = (code: string): Tried => ({ state: 'sent', code });

/** Brings one delivery to the customer, and records on the conversation's timeline what became of it. */
export class SendOutbound {
  constructor(private readonly parts: SendOutboundParts) {}

  readonly perform = async (delivery: Delivery, signal: AbortSignal): Promise<Tried> => {
    const { platform, history, connectorOf, formLinks, send } = this.parts;
    const { stream, revision, part } = delivery.payload as unknown as OutboundPayload;
    const moment = await history.at(stream, BigInt(revision));
    if (moment === undefined) return { state: 'failed', code: 'event_gone' };
    const { workspaceId } = delivery;
    const state = moment.before.status === 'none' ? await this.now(stream) : moment.before;
    const connector = await connectorOf(workspaceId, state.channel);
    if (connector === undefined) return nothing('no_connector');
    const agentOf = (id: string) => platform.settings.agent(workspaceId, id);
    const words = outboundWords(moment.before, moment.language, agentOf, connector.settings);
    const outbound =
      part === 'said' ? outboundOf(moment, agentOf, connector.settings) : await this.place(moment, delivery, words);
    if (outbound === 'behind') return { state: 'again', code: 'view_behind' };
    if (outbound === null) return nothing('nothing_to_say');
    const conversationId = stream.slice('conversation-'.length);
    const asksInText = connector.settings.contactForm === 'text';
    const formUrl =
      outbound.kind === 'notice' && outbound.formId !== undefined && !asksInText
        ? formLinks.to({ workspaceId, conversationId, formId: outbound.formId })
        : null;
    const shipment: Shipment = {
      deliveryId: delivery.id,
      conversationId,
      connector,
      recipient: await recipientOf(platform, state),
      outbound,
      text:
        outbound.kind === 'closed' ? null : plainText(outbound, { words, ...(formUrl === null ? {} : { formUrl }) }),
      words,
      formUrl,
    };
    const tried = await send[connector.kind](shipment, signal);
    if (tried.state === 'again' || tried.state === 'held') return tried;
    return { ...tried, facts: { ...tried.facts, ...factsOf(shipment) } };
  };

  readonly settle = async (delivery: Delivery, { state, code, facts = {} }: Final): Promise<void> => {
    const { conversationId, messageId, notice, channelMessageId } = facts as Facts;
    if (conversationId === undefined || messageId === undefined) return;
    const { commands } = this.parts;
    const causedBy = (delivery.payload as unknown as OutboundPayload).eventId;
    const issue: Issue = {
      commandId: newIdsOf(delivery.id, 'record')(state),
      workspaceId: delivery.workspaceId,
      actor: { kind: 'system', id: 'channel' },
      correlationId: causedBy,
      causationId: causedBy,
    };
    if (notice !== undefined && state === 'sent')
      await commands.execute(new RecordNotice(conversationId, { noticeId: messageId, kind: notice, causedBy }, issue));
    else
      await commands.execute(
        new RecordDelivery(
          conversationId,
          {
            messageId,
            status: state,
            ...(channelMessageId === undefined ? {} : { channelMessageId }),
            ...(state === 'failed' ? { code } : {}),
          },
          issue,
        ),
      );
  };

  /** The views follow the log: a place that is not there yet is asked for again; one that is gone was left meanwhile. */
  private async place(
    { eventId, stored }: Moment,
    { workspaceId, attempts }: Delivery,
    words: Words,
  ): Promise<Outbound | null | 'behind'> {
    const state = await this.now(stored.stream);
    if (state.status !== 'waiting') return null;
    const place = await this.parts.places(workspaceId, stored.stream.slice('conversation-'.length));
    if (place === undefined) return attempts < 2 ? 'behind' : null;
    const text = placeInWords(words, place.position, place.estimatedWaitSeconds);
    return { kind: 'notice', id: noticeIdOf(eventId, 'queue_position'), notice: 'queue_position', text };
  }

  private async now(stream: string): Promise<Conversation> {
    return (await load(this.parts.platform.store, conversation, stream, { fresh: true })).state;
  }
}

function factsOf({ conversationId, outbound }: Shipment): Facts {
  if (outbound.kind === 'closed') return {};
  return { conversationId, messageId: outbound.id, ...(outbound.kind === 'notice' ? { notice: outbound.notice } : {}) };
}

/** Whom the channel knows the contact as; erased contacts are nobody any more. */
async function recipientOf({ store }: Platform, { contactId, channel }: Conversation): Promise<Recipient> {
  const { state } = await load(store, contact, `contact-${contactId}`, { fresh: true });
  const known = (name: string) => state.identities.find((one) => one.channel === name)?.externalUserId ?? null;
  return { externalUserId: known(channel), threadId: known(`${channel}#thread`) };
}
