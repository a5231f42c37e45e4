import type { DataSource } from 'typeorm';
import { withWorkspace } from '#access';
import { humanOnlyWith } from '../modes/mode-queries.js';
import { latestConversation } from './conversation-queries.js';

/** What the command side asks the views before it decides; they may be behind, and it walks on from what they say. */
export class ViewHints {
  /** @param views connected as `handoff_api` */
  constructor(private readonly views: DataSource) {}

  /** The highest number of a contact's conversations on a channel. */
  latest(workspaceId: string, contactId: string, channel: string): Promise<number | undefined> {
    return withWorkspace(this.views, workspaceId, (manager) => latestConversation({ manager }, contactId, channel));
  }

  /** The contacts' conversations in human-only mode, by the agent they are kept from. */
  humanOnlyWith(
    workspaceId: string,
    contactIds: readonly string[],
    starting: { readonly contactId: string; readonly channel: string },
  ): Promise<Readonly<Record<string, string>>> {
    return withWorkspace(this.views, workspaceId, (manager) => humanOnlyWith({ manager }, contactIds, starting));
  }

  /** The contact's conversations that are not closed. */
  openConversations(workspaceId: string, contactId: string): Promise<readonly string[]> {
    return this.conversations(workspaceId, `contact_id = $1 and status <> 'closed'`, contactId);
  }

  /** The open conversations assigned to the member. */
  assignedTo(workspaceId: string, memberId: string): Promise<readonly string[]> {
    return this.conversations(workspaceId, `assignee_id = $1 and status = 'human'`, memberId);
  }

  private conversations(workspaceId: string, where: string, value: string): Promise<string[]> {
    return withWorkspace(this.views, workspaceId, async (manager) => {
      const query = `select conversation_id as id from views.conversations where ${where}`;
      const rows = await manager.query<{ id: string }[]>(query, [value]);
      return rows.map(({ id }) => id);
    });
  }
}
