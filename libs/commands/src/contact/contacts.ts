import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { contact, identifyContact, type DecisionContext } from '#domain';
import type { CommandMeta } from '#event-store';
import { ContactDirectory } from '#personal-data';
import { ConversationHints } from '../conversation/conversation-hints.js';
import { Decisions } from '../decisions.js';

/** What a channel says of who writes. */
export interface Sender {
  readonly channel: string;
  readonly channelMessageId: string;
  readonly externalUserId?: string;
  readonly threadId?: string;
}

/** Customers as the channels know them, and what must be known of one when a conversation starts. */
@Injectable()
export class Contacts {
  constructor(
    private readonly directory: ContactDirectory,
    private readonly decisions: Decisions,
    private readonly hints: ConversationHints,
  ) {}

  /** The contact behind a message, entered under a random id when it is new. */
  async resolve(sender: Sender, workspaceId: string): Promise<string> {
    const { channel, externalUserId } = identityOf(sender);
    const { contactId } = await this.directory.resolve(workspaceId, channel, externalUserId, randomUUID());
    return contactId;
  }

  /** Begins the contact's own stream if this is its first use, and says what the start of a conversation depends on. */
  async introduce(
    contactId: string,
    sender: Sender,
    meta: CommandMeta,
  ): Promise<NonNullable<DecisionContext['contact']>> {
    const { state } = await this.decisions.on(contact, contactId, meta, (known, context) =>
      identifyContact(known, { contactId, ...identityOf(sender) }, context),
    );
    const ids = [contactId, ...state.linkedContactIds];
    return {
      firstHandler: state.firstHandler,
      humanOnlyWith: await this.hints.humanOnlyWith(meta.workspaceId, ids, { contactId, channel: sender.channel }),
    };
  }
}

/**
 * Under which name a sender is entered. Where the channel knows no person (row 36), the contact lasts as long as the chat, or
 * for the one message; such names stand apart (no channel's name holds a `#`), so that neither is ever taken for a person.
 */
function identityOf({ channel, channelMessageId, externalUserId, threadId }: Sender) {
  if (externalUserId !== undefined) return { channel, externalUserId };
  if (threadId !== undefined) return { channel: `${channel}#thread`, externalUserId: threadId };
  return { channel: `${channel}#message`, externalUserId: channelMessageId };
}
