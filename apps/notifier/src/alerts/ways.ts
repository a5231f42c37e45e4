import {
  mailWork,
  memberWebhookWork,
  preferencesOf,
  wants,
  wayId,
  type NewDelivery,
  type Notification,
  type Rows,
  type SecretBox,
} from '#messaging';
import type { MemberPayload } from './member-payload.js';

export interface WaysParts {
  readonly box: SecretBox;
  /** Whether there is a mail server. */
  readonly mails: boolean;
}

/** What goes out to the members of one workspace of what they are told, as each of them wants it. */
export async function waysOf(
  rows: Rows,
  { box, mails }: WaysParts,
  notifications: readonly Notification[],
): Promise<readonly NewDelivery[]> {
  const [first] = notifications;
  if (first === undefined) return [];
  const memberIds = notifications.map(({ memberId }) => memberId);
  const preferences = await preferencesOf(rows, box, first.workspaceId, memberIds);
  return notifications.flatMap((notification) => {
    const { workspaceId, memberId, kind } = notification;
    const preference = preferences.get(memberId);
    const ways: NewDelivery[] = [];
    // Each mail is a lane of its own: a server that wants one of them later holds up no other.
    if (mails && preference?.email && wants(preference, 'email', kind)) ways.push(wayOf(notification, mailWork));
    if (preference?.webhook && wants(preference, 'webhook', kind))
      ways.push(wayOf(notification, memberWebhookWork, `${workspaceId}:${memberId}`));
    return ways;
  });
}

function wayOf(notification: Notification, work: string, lane?: string): NewDelivery {
  const { id: notificationId, workspaceId, memberId, kind, conversationId, handoffId, about, at } = notification;
  const payload: MemberPayload = { notificationId, memberId, kind, conversationId, handoffId, about, at };
  const id = wayId(notificationId, work);
  return { work, id, workspaceId, lane: lane ?? id, target: memberId, payload: { ...payload } };
}
