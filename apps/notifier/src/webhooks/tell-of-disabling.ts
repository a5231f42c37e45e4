import type { Platform } from '#commands';
import { newIdsOf } from '#event-store';
import { enterNotifications } from '#messaging';
import type { ClientBase } from 'pg';

/** Tells those who manage a workspace that a webhook of theirs was disabled, in the transaction that disables it. */
export async function tellOfDisabling(
  { settings, clock }: Platform,
  tx: ClientBase,
  what: {
    readonly workspaceId: string;
    readonly subscriptionId: string;
    readonly code: string;
    readonly deliveryId: string;
  },
): Promise<void> {
  const { workspaceId, subscriptionId, code, deliveryId } = what;
  const members = Object.entries(settings.workspace(workspaceId)?.members ?? {});
  const managers = members.filter(([, { role, removed }]) => !removed && (role === 'owner' || role === 'admin'));
  await enterNotifications(
    tx,
    managers.map(([memberId]) => ({
      id: newIdsOf(subscriptionId, deliveryId)(memberId),
      ...{ workspaceId, memberId, kind: 'webhook_disabled' as const },
      ...{ conversationId: null, handoffId: null, step: null, causedBy: deliveryId },
      about: { subscriptionId, code },
      at: clock.now(),
    })),
  );
}
