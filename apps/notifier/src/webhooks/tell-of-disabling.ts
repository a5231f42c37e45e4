import type { Platform } from '#commands';
import { newIdsOf } from '#event-store';
import { enterNotifications, rowsOf, schedule, type Notification } from '#messaging';
import type { ClientBase } from 'pg';
import { waysOf, type WaysParts } from '../alerts/ways.js';

/** Tells those who manage a workspace that a webhook of theirs was disabled, in the transaction that disables it. */
export async function tellOfDisabling(
  { platform: { settings, clock }, ...parts }: WaysParts & { readonly platform: Platform },
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
  const at = clock.now();
  const notifications = managers.map(([memberId]): Notification => ({
    id: newIdsOf(subscriptionId, deliveryId)(memberId),
    ...{ workspaceId, memberId, kind: 'webhook_disabled' },
    ...{ conversationId: null, handoffId: null, step: null, causedBy: deliveryId },
    about: { subscriptionId, code },
    at,
  }));
  await enterNotifications(tx, notifications);
  await schedule(tx, await waysOf(rowsOf(tx), parts, notifications));
}
