import type { Reader } from '../page/reader.js';
import { selectList } from '../view/table.js';
import type { Kept } from '../view/view.js';
import { modes, type ModeRow } from './modes-view.js';

/** The most agents one contact's page shows. */
const maxAgents = 200;

/**
 * Row 44: how a contact stands to each agent it ever had: the open conversation that keeps the agent away where there is one, else the
 * latest. At most 200 agents.
 */
export function modesOfContact({ manager }: Reader, contactId: string): Promise<Kept<ModeRow>[]> {
  return manager.query<Kept<ModeRow>[]>(
    `select distinct on (t.agent_id) ${selectList(modes.table, 't')} from views.modes t where t.contact_id = $1
     order by t.agent_id, (t.open and t.mode = 'human') desc, t.open desc, t.position desc limit ${maxAgents}`,
    [contactId],
  );
}

/**
 * Row 39: the conversations of these contacts that keep an agent from them, by the agent: a hint, since the view may be behind the log.
 * On the channel where a conversation is being started the contact's earlier ones are closed, whatever the view shows yet.
 */
export async function humanOnlyWith(
  { manager }: Pick<Reader, 'manager'>,
  contactIds: readonly string[],
  starting: { readonly contactId: string; readonly channel: string },
): Promise<Readonly<Record<string, string>>> {
  const rows = await manager.query<{ agentId: string; conversationId: string }[]>(
    `select t.agent_id as "agentId", t.conversation_id as "conversationId" from views.modes t
     where t.contact_id = any($1) and t.open and t.mode = 'human' and not (t.contact_id = $2 and t.channel = $3)
     order by t.position`,
    [contactIds, starting.contactId, starting.channel],
  );
  return Object.fromEntries(rows.map(({ agentId, conversationId }) => [agentId, conversationId]));
}
