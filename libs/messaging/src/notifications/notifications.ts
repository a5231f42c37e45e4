import { newIdsOf } from '#event-store';
import type { ClientBase, Pool } from 'pg';
import type { Rows } from '../connectors/connectors.js';
import type { NotificationKind } from './preferences.js';

/** Whoever shows notifications live listens here: `{workspaceId, memberId, id}` for each, when it is there to be read. */
export const notificationChannel = 'handoff_notification';

/** The workers that reach members where they are. */
export const mailWork = 'mail';
export const memberWebhookWork = 'member-webhook';
const memberWorks = [mailWork, memberWebhookWork];

/** The id of a notification's delivery by one of them: it follows from both, however often it is made. */
export function wayId(notificationId: string, work: string): string {
  return newIdsOf(notificationId, 'way')(work);
}

/** Something a member is told. The same cause has the same id for the same member, whatever is redelivered. */
export interface Notification {
  readonly id: string;
  readonly workspaceId: string;
  readonly memberId: string;
  readonly kind: NotificationKind;
  readonly conversationId: string | null;
  readonly handoffId: string | null;
  /** Which step of waiting; each is told once. */
  readonly step: string | null;
  readonly causedBy: string;
  /** Codes and numbers, nothing personal. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly at: string;
}

export interface ListedNotification extends Omit<Notification, 'workspaceId' | 'at'> {
  readonly place: string;
  readonly at: Date;
  readonly readAt: Date | null;
}

/** Enters notifications, and rouses who shows them. @returns the ids that are new */
export async function enterNotifications(
  tx: ClientBase,
  notifications: readonly Notification[],
): Promise<ReadonlySet<string>> {
  if (notifications.length === 0) return new Set();
  const column = (name: keyof Notification) => notifications.map((one) => one[name]);
  const { rows } = await tx.query<{ id: string }>(
    `with made as (
       insert into messaging.notification
         (id, workspace_id, member_id, kind, conversation_id, handoff_id, step, caused_by, about, at)
       select id, workspace, member, kind, conversation, handoff, step, caused_by, about, at
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[],
         $9::jsonb[], $10::timestamptz[]) with ordinality
         as n (id, workspace, member, kind, conversation, handoff, step, caused_by, about, at, nth) order by nth
       on conflict (id) do nothing returning id, workspace_id, member_id)
     select id, pg_notify($11, json_build_object('workspaceId', workspace_id, 'memberId', member_id, 'id', id)::text)
     from made`,
    [
      column('id'),
      column('workspaceId'),
      column('memberId'),
      column('kind'),
      column('conversationId'),
      column('handoffId'),
      column('step'),
      column('causedBy'),
      notifications.map(({ about }) => JSON.stringify(about)),
      column('at'),
      notificationChannel,
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

const columns = `place, id, member_id as "memberId", kind, conversation_id as "conversationId", handoff_id as "handoffId", step,
  caused_by as "causedBy", about, at, read_at as "readAt"`;

/** A member's notifications, newest first. @param before `place` of the last one of the page before */
export function notificationsOf(
  rows: Rows,
  of: { readonly workspaceId: string; readonly memberId: string },
  { limit, before, unread }: { readonly limit: number; readonly before?: string; readonly unread?: boolean },
): Promise<readonly ListedNotification[]> {
  return rows<ListedNotification>(
    `select ${columns} from messaging.notification
     where workspace_id = $1 and member_id = $2 and ($3::bigint is null or place < $3) and (not $4 or read_at is null)
     order by place desc limit $5`,
    [of.workspaceId, of.memberId, before ?? null, unread ?? false, limit],
  );
}

/** Some of a member's notifications, oldest first. */
export function notificationsByIds(
  rows: Rows,
  of: { readonly workspaceId: string; readonly memberId: string },
  ids: readonly string[],
): Promise<readonly ListedNotification[]> {
  return rows<ListedNotification>(
    `select ${columns} from messaging.notification where workspace_id = $1 and member_id = $2 and id = any($3::uuid[])
     order by place`,
    [of.workspaceId, of.memberId, ids],
  );
}

/** A notification, and how it went by each way that the member wanted. */
export type FollowedNotification = ListedNotification & { readonly ways: Readonly<Record<string, string>> };

/** Who was told of a conversation, and how that went by mail and webhook. */
export async function notificationsAbout(
  rows: Rows,
  { workspaceId, conversationId }: { readonly workspaceId: string; readonly conversationId: string },
  limit: number,
): Promise<readonly FollowedNotification[]> {
  const told = await rows<ListedNotification>(
    `select ${columns} from messaging.notification where workspace_id = $1 and conversation_id = $2 order by place limit $3`,
    [workspaceId, conversationId, limit],
  );
  // By their ids: to look through everything that ever went to each of the members takes minutes.
  const went = await rows<{ id: string; work: string; state: string; code: string | null }>(
    `select delivery_id as id, work, state, code from messaging.delivery
     where workspace_id = $1 and work = any($2) and delivery_id = any($3::uuid[])`,
    [workspaceId, memberWorks, told.flatMap(({ id }) => memberWorks.map((work) => wayId(id, work)))],
  );
  const outcomes = new Map(went.map(({ id, state, code }) => [id, `${state} ${code ?? ''}`]));
  return told.map((one) => {
    const ways = memberWorks.flatMap((work) => {
      const outcome = outcomes.get(wayId(one.id, work));
      return outcome === undefined ? [] : [[work, outcome] as const];
    });
    return { ...one, ways: Object.fromEntries(ways) };
  });
}

/** Marks notifications of a member as read, up to one of them. @returns how many */
export async function markRead(
  rows: Rows,
  of: { readonly workspaceId: string; readonly memberId: string },
  upTo: string,
): Promise<number> {
  const read = await rows(
    `update messaging.notification set read_at = now()
     where workspace_id = $1 and member_id = $2 and place <= $3 and read_at is null returning id`,
    [of.workspaceId, of.memberId, upTo],
  );
  return read.length;
}

/** Forgets what members were told long ago; what happened stands in the log. */
export async function pruneNotifications(pool: Pool, keepDays: number): Promise<void> {
  await pool.query('delete from messaging.notification where at < now() - make_interval(days => $1)', [keepDays]);
}
