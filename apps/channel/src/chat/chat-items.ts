import { conversation, isWithAi, type Agent, type Attachment, type Conversation } from '#domain';
import type { ConnectorSettings, Happened } from '#messaging';
import { outboundOf } from '../outbound/outbound.js';

/** One thing in the chat window. */
export type ChatItem =
  | {
      readonly kind: 'message';
      readonly id: string;
      readonly at: string;
      readonly author: 'you' | 'ai_agent' | 'member';
      readonly name: string | null;
      readonly text: string;
      readonly attachments: readonly Attachment[];
      /** The id the page gave it, of the customer's own. */
      readonly clientMessageId?: string;
    }
  | {
      readonly kind: 'notice';
      readonly id: string;
      readonly at: string;
      readonly notice: string;
      readonly text: string;
      readonly offerId?: string;
      readonly formId?: string | null;
      readonly opensAt?: string | null;
    };

/** Who answers now. */
export interface ChatState {
  readonly conversationId: string;
  readonly status: Conversation['status'];
  /** The agent or member who has it; `null` with nobody. */
  readonly handler: { readonly kind: 'ai_agent' | 'member'; readonly name: string | null } | null;
  /** The offer that may still be answered. */
  readonly offerId: string | null;
  /** Forms that were filled in. */
  readonly formsDone: readonly string[];
}

/** The ids of messages that the page sends begin with this, so that none is taken for another channel's. */
export const clientPrefix = 'chat:';

/** What the window shows of an event. */
export function itemOf(
  happened: Happened,
  agentOf: (id: string) => Agent | undefined,
  settings?: ConnectorSettings,
): readonly ChatItem[] {
  const { event } = happened;
  const items: ChatItem[] = [];
  const outbound = outboundOf(happened, agentOf, settings);
  // The notice about who answers now belongs to the message it was caused by, and comes after it.
  if (event.type === 'CustomerMessageReceived') {
    const { messageId: id, text, attachments, channelMessageId } = event.data;
    items.push({
      ...{
        kind: 'message',
        id,
        at: event.at,
        author: 'you',
        name: null,
        text: text ?? '',
        attachments: attachments ?? [],
      },
      ...(channelMessageId.startsWith(clientPrefix)
        ? { clientMessageId: channelMessageId.slice(clientPrefix.length) }
        : {}),
    });
  }
  if (outbound?.kind === 'message') {
    const { id, author, text, attachments } = outbound;
    items.push({ kind: 'message', id, at: event.at, author: author.kind, name: author.name, text, attachments });
  } else if (outbound?.kind === 'notice') {
    const { id, notice, text, offerId, formId, opensAt } = outbound;
    items.push({
      ...{ kind: 'notice', id, at: event.at, notice, text },
      ...(offerId === undefined ? {} : { offerId }),
      ...(formId === undefined ? {} : { formId }),
      ...(opensAt === undefined ? {} : { opensAt }),
    });
  }
  return items;
}

export function stateOf(conversationId: string, state: Conversation): ChatState {
  const { status, agent, assignee, offer, formIds } = state;
  const handler =
    isWithAi(state) && agent !== null
      ? { kind: 'ai_agent' as const, name: agent.name }
      : assignee !== null && status === 'human'
        ? { kind: 'member' as const, name: assignee.name }
        : null;
  return { conversationId, status, handler, offerId: offer?.offerId ?? null, formsDone: formIds };
}

export const initialChat = conversation.initial;
