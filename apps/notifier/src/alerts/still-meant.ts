import type { Platform } from '#commands';
import { conversation } from '#domain';
import { load } from '#event-store';
import type { MemberPayload } from './member-payload.js';

/** Whether a notification still says something true: a customer whom somebody has taken meanwhile waits no more. */
export async function isStillMeant(
  { store }: Platform,
  { kind, conversationId, handoffId }: MemberPayload,
): Promise<boolean> {
  if (kind !== 'waiting' || conversationId === null) return true;
  const { state } = await load(store, conversation, `conversation-${conversationId}`, { fresh: true });
  return state.status === 'waiting' && (handoffId === null || state.handoff?.handoffId === handoffId);
}
