import type { Attachment, ContextPackage, Control, ConversationEvent, MessageRange } from '#domain';
import type { StoredEvent } from '#event-store';

/** How many messages a runtime is given. */
const told = 50;

export interface ToldMessage {
  readonly messageId: string;
  readonly author: 'customer' | 'ai_agent' | 'member' | 'outside';
  readonly authorName: string | null;
  readonly text: string | null;
  readonly attachments: readonly Attachment[] | null;
  readonly at: string;
}

/** What an AI runtime is asked, beside the envelope. */
export interface TurnRequest {
  readonly turnId: string;
  readonly conversationId: string;
  readonly epoch: number;
  readonly cause: 'message' | 'resume';
  readonly agent: { readonly id: string; readonly name: string; readonly version: number };
  readonly instructions: string;
  readonly channel: string;
  readonly environment: string;
  /** When the turn fails unless it is answered. */
  readonly deadlineAt: string;
  /** What was passed with the conversation when this agent got it. */
  readonly context: ContextPackage | null;
  /** The last messages, oldest first. */
  readonly messages: readonly ToldMessage[];
  /** The same as a range: what an audit will say the agent was given. */
  readonly given: MessageRange | null;
}

/** The last messages up to an event, as a runtime is shown them. */
export function messagesUpTo(events: readonly StoredEvent<ConversationEvent>[]): readonly ToldMessage[] {
  return events.flatMap(({ event }) => messageOf(event) ?? []).slice(-told);
}

export function rangeOf(messages: readonly ToldMessage[]): MessageRange | null {
  const [first, last] = [messages[0], messages.at(-1)];
  return first === undefined || last === undefined
    ? null
    : { from: first.messageId, to: last.messageId, messages: messages.length };
}

/** What was passed on with the conversation when it came to this agent last. */
export function contextFor(events: readonly StoredEvent<ConversationEvent>[], agentId: string): ContextPackage | null {
  const got = events.findLast(({ event: { type, data } }) => {
    const to = type === 'HandedOffToAgent' || type === 'ReturnedToAI' ? (data as Control).to : undefined;
    return to?.kind === 'ai_agent' && to.id === agentId;
  });
  return (got?.event.data as Control | undefined)?.context ?? null;
}

function messageOf(event: ConversationEvent): ToldMessage | undefined {
  switch (event.type) {
    case 'CustomerMessageReceived': {
      const { messageId, text, attachments } = event.data;
      return { messageId, author: 'customer', authorName: null, text, attachments, at: event.at };
    }
    case 'AgentReplied': {
      const { messageId, text, attachments, agent } = event.data;
      return { messageId, author: 'ai_agent', authorName: agent.name, text, attachments, at: event.at };
    }
    case 'MemberReplied': {
      const { messageId, text, attachments, member } = event.data;
      return { messageId, author: 'member', authorName: member.name, text, attachments, at: event.at };
    }
    case 'ExternalReplyObserved': {
      const { messageId, text, attachments } = event.data;
      return { messageId, author: 'outside', authorName: null, text, attachments, at: event.at };
    }
    default:
      return undefined;
  }
}
