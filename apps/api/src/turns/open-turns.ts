import type { Kept, Reader, TurnRow } from '#read-models';
import { openTurns, timelinePage } from '#read-models';
import type { Turn, TurnMessage } from './turn.js';

/** How many items of its conversation's timeline a turn is told. */
const told = 50;

/** The turns an agent owes that came after a position, each with the end of its conversation. */
export async function turnsAfter(reader: Reader, agentId: string, since: bigint): Promise<Turn[]> {
  const fresh: Kept<TurnRow>[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await openTurns(reader, agentId, { limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    fresh.push(...page.items.filter(({ position }) => BigInt(position) > since));
    if (page.next === null) break;
    cursor = page.next;
  }
  const turns: Turn[] = [];
  for (const row of fresh) turns.push(await withConversation(reader, row));
  return turns;
}

async function withConversation(reader: Reader, row: Kept<TurnRow>): Promise<Turn> {
  const { items } = await timelinePage(reader, row.conversationId, { direction: 'desc', limit: told });
  const handoff = items.find(({ kind, to }) => kind === 'handoff' && to?.kind === 'ai_agent' && to.id === row.agentId);
  const { turnId, conversationId, epoch, agentVersion, cause, messageId, text, attachments, openedAt, position } = row;
  return {
    turnId,
    conversationId,
    epoch,
    agentVersion,
    cause,
    messageId,
    text,
    attachments,
    openedAt,
    position,
    context: handoff?.personal?.context ?? null,
    messages: items
      .filter(({ kind }) => kind === 'message')
      .reverse()
      .map((item): TurnMessage => ({
        messageId: item.itemId,
        author: item.authorKind,
        authorName: item.authorName,
        text: item.text,
        attachments: item.attachments,
        at: item.at,
      })),
  };
}
