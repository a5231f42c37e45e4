import { randomUUID } from 'node:crypto';
import { conversation, plusSeconds, receiveCustomerMessage, type Instant } from '#domain';
import { decideOn } from '#event-store';
import { turnSeconds, type Writer } from '../commands/conversations.js';

/**
 * So many conversations in each of which the agent owes an answer until `dueAt`: every one is begun at the same past moment, as if
 * the clock had stood still.
 */
export async function dueConversations(writer: Writer, count: number, dueAt: Instant): Promise<readonly string[]> {
  const { platform, workspaceId, contactId } = writer;
  const workspace = platform.settings.workspace(workspaceId)!;
  const at = plusSeconds(dueAt, -turnSeconds);
  const actor = { kind: 'customer' as const, id: contactId };
  const detection = {
    ...{
      explicitRequest: false,
      keyword: false,
      answer: 'other' as const,
      satisfied: false,
      language: null,
      rule: null,
    },
    detectorVersion: 'bench',
  };
  const one = async () => {
    const id = randomUUID();
    const meta = { commandId: id, commandHash: id, workspaceId, actor, correlationId: id };
    const message = { channel: 'web', channelMessageId: id, text: 'Where is my invoice?', attachments: [] };
    const start = { contactId, sequence: 1, previousConversationId: null, identified: true, receivedAt: at };
    const received = { ...message, ...start, detection, evidence: null };
    const agent = (agentId: string) => platform.settings.agent(workspaceId, agentId);
    await decideOn(
      platform.store,
      conversation,
      id,
      (state, newId) => receiveCustomerMessage(state, received, { at, actor, workspace, agent, newId }),
      meta,
    );
    return id;
  };
  const ids: string[] = [];
  let begun = 0;
  const worker = async () => {
    while (begun < count) {
      begun += 1;
      ids.push(await one());
    }
  };
  await Promise.all(Array.from({ length: 64 }, worker));
  return ids;
}
