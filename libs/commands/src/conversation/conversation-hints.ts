/**
 * What the views know of a contact's conversations. Hints: they may lag behind the log, never run ahead of it, and whoever asks walks
 * on from there. An app answers them from its views.
 */
export abstract class ConversationHints {
  /** The highest number of a conversation of the contact on the channel, from 1; `undefined` when none is known. */
  abstract latest(workspaceId: string, contactId: string, channel: string): Promise<number | undefined>;

  /**
   * Row 39: the contacts' conversations in human-only mode, by the agent they are kept from. Leaves out the contact's earlier ones on the
   * channel where one is being started: those are closed, even where the views do not show it yet.
   */
  abstract humanOnlyWith(
    workspaceId: string,
    contactIds: readonly string[],
    starting: { readonly contactId: string; readonly channel: string },
  ): Promise<Readonly<Record<string, string>>>;

  /** The contact's conversations that are not closed. */
  abstract openConversations(workspaceId: string, contactId: string): Promise<readonly string[]>;

  /** The open conversations assigned to a member. */
  abstract assignedTo(workspaceId: string, memberId: string): Promise<readonly string[]>;
}
