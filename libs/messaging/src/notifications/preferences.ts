import type { Rows } from '../connectors/connectors.js';
import type { NoticeLanguage } from '../connectors/notice-texts.js';
import type { SecretBox } from '../outside/boxed-secret.js';

/** What a member is told of. */
export const notificationKinds = [
  'waiting',
  'assigned',
  'taken_over',
  'message',
  'customer_asked',
  'outside_reply',
  'webhook_disabled',
] as const;

export type NotificationKind = (typeof notificationKinds)[number];

/** Ways to a member besides the list in the product, where everything stands. */
export type NotificationWay = 'email' | 'webhook';

export type Chosen = Readonly<Partial<Record<NotificationWay, readonly NotificationKind[]>>>;

/** How a member wants to be told. An address alone is enough: the kinds have defaults. */
export interface Preference {
  readonly email: string | null;
  readonly webhook: string | null;
  /** What they are written in; `null`: English. */
  readonly language: NoticeLanguage | null;
  readonly chosen: Chosen;
}

/** The same with what signs the member's webhook. */
export interface ArmedPreference extends Preference {
  readonly memberId: string;
  readonly webhookSecret: string | null;
}

/** A message a customer writes to somebody who has the chat open needs no e-mail. */
const byDefault: Readonly<Record<NotificationWay, readonly NotificationKind[]>> = {
  email: notificationKinds.filter((kind) => kind !== 'message'),
  webhook: notificationKinds,
};

/** Whether a member is told of this kind this way. */
export function wants(
  preference: Pick<Preference, 'chosen'> | undefined,
  way: NotificationWay,
  kind: NotificationKind,
): boolean {
  return (preference?.chosen[way] ?? byDefault[way]).includes(kind);
}

interface Row {
  readonly memberId: string;
  readonly email: Buffer | null;
  readonly webhook: Buffer | null;
  readonly webhookSecret: Buffer | null;
  readonly language: NoticeLanguage | null;
  readonly chosen: Chosen;
}

const columns = `member_id as "memberId", email, webhook, webhook_secret as "webhookSecret", language, chosen`;

/** The preferences of those members who have any. */
export async function preferencesOf(
  rows: Rows,
  box: SecretBox,
  workspaceId: string,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, ArmedPreference>> {
  const found = await rows<Row>(
    `select ${columns} from messaging.preference where workspace_id = $1 and member_id = any($2)`,
    [workspaceId, memberIds],
  );
  return new Map(found.map((row) => [row.memberId, opened(box, workspaceId, row)]));
}

/**
 * Keeps how a member wants to be told. The secret is that of their first webhook, and stays.
 * @returns whether this is the secret of their webhook: it is new, or the same request made it
 */
export async function putPreference(
  rows: Rows,
  box: SecretBox,
  { workspaceId, memberId }: { readonly workspaceId: string; readonly memberId: string },
  { email, webhook, language, chosen }: Preference,
  secret: string,
): Promise<boolean> {
  const place = placeOf(workspaceId, memberId);
  const closed = (name: string, text: string | null) => (text === null ? null : box.close(`${place}|${name}`, text));
  const [row] = await rows<{ secret: Buffer | null }>(
    `insert into messaging.preference as p (workspace_id, member_id, email, webhook, webhook_secret, chosen, language)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (workspace_id, member_id) do update set email = excluded.email, webhook = excluded.webhook,
       webhook_secret = coalesce(p.webhook_secret, excluded.webhook_secret), chosen = excluded.chosen,
       language = excluded.language, changed_at = now()
     returning webhook_secret as secret`,
    [
      workspaceId,
      memberId,
      closed('email', email),
      closed('webhook', webhook),
      webhook === null ? null : closed('webhook secret', secret),
      JSON.stringify(chosen),
      language,
    ],
  );
  return row !== undefined && row.secret !== null && box.open(`${place}|webhook secret`, row.secret) === secret;
}

/** Forgets a member who left. */
export async function forgetPreference(rows: Rows, workspaceId: string, memberId: string): Promise<void> {
  await rows('delete from messaging.preference where workspace_id = $1 and member_id = $2', [workspaceId, memberId]);
}

function opened(box: SecretBox, workspaceId: string, row: Row): ArmedPreference {
  const place = placeOf(workspaceId, row.memberId);
  const text = (name: string, closed: Buffer | null) => (closed === null ? null : box.open(`${place}|${name}`, closed));
  return {
    memberId: row.memberId,
    language: row.language,
    chosen: row.chosen,
    email: text('email', row.email),
    webhook: text('webhook', row.webhook),
    webhookSecret: text('webhook secret', row.webhookSecret),
  };
}

function placeOf(workspaceId: string, memberId: string): string {
  return `preference|${workspaceId}|${memberId}`;
}
