import type { NotificationKind } from '#messaging';

/** A notification on its way to a member; the address is looked up when it goes out. */
export interface MemberPayload {
  readonly notificationId: string;
  readonly memberId: string;
  readonly kind: NotificationKind;
  readonly conversationId: string | null;
  readonly handoffId: string | null;
  readonly about: Readonly<Record<string, unknown>>;
  readonly at: string;
}
