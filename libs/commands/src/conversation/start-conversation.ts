import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, startConversation, type Conversation } from '#domain';
import type { Decided } from '#event-store';
import { Contacts } from '../contact/contacts.js';
import { Decisions } from '../decisions.js';
import type { Issue } from '../issued-command.js';
import { OpenConversation } from './open-conversation.js';

/** Who opens a conversation on a channel, before anything is written. */
export interface Opening {
  readonly channel: string;
  /** The channel's stable id of the person; without one the customer is not identified. */
  readonly externalUserId?: string;
  /** The channel's id of the chat, where it knows no person. */
  readonly threadId?: string;
  /** An agent other than the channel's default. */
  readonly agentId?: string;
  /** An editor's test chat. */
  readonly test?: boolean;
}

export interface Started extends Decided<Conversation> {
  readonly conversationId: string;
}

/** A channel opens a conversation without a message yet. Quiet where one is open. */
export class StartConversation extends Command<Started> {
  constructor(
    readonly request: Opening,
    readonly issue: Omit<Issue, 'actor'>,
  ) {
    super();
  }
}

@CommandHandler(StartConversation)
export class StartConversationHandler implements ICommandHandler<StartConversation> {
  constructor(
    private readonly decisions: Decisions,
    private readonly contacts: Contacts,
    private readonly open: OpenConversation,
  ) {}

  async execute({ request, issue }: StartConversation): Promise<Started> {
    const { externalUserId, threadId: _, ...opening } = request;
    const sender = { ...request, channelMessageId: issue.commandId };
    const contactId = await this.contacts.resolve(sender, issue.workspaceId);
    const identified = externalUserId !== undefined;
    const meta = this.decisions.metaOf(
      { ...issue, actor: { kind: 'customer', id: contactId } },
      StartConversation.name,
      request,
    );
    const side = { workspaceId: issue.workspaceId, contactId, channel: request.channel };
    return this.open.within(side, async ({ conversationId, sequence, previousConversationId, state }) => {
      const contact = state.status === 'none' ? await this.contacts.introduce(contactId, sender, meta) : undefined;
      const start = { ...opening, contactId, sequence, previousConversationId, identified };
      const decided = await this.decisions.on(conversation, conversationId, meta, (now, context) =>
        startConversation(now, start, { ...context, ...(contact === undefined ? {} : { contact }) }),
      );
      return { ...decided, conversationId };
    });
  }
}
