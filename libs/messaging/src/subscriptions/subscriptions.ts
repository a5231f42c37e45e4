import { overlapSeconds, type Rows } from '../connectors/connectors.js';
import type { SecretBox } from '../outside/boxed-secret.js';

/** Who outside of this system hears of a workspace's events. */
export interface Subscription {
  readonly workspaceId: string;
  readonly id: string;
  readonly url: string;
  readonly description: string;
  /** Types of events; none named: all of them. */
  readonly types: readonly string[];
  /** Whether personal fields are sent open; else they are left out. */
  readonly personal: boolean;
  readonly state: 'active' | 'paused' | 'disabled';
  /** Why it was disabled. */
  readonly code: string | null;
  readonly createdAt: Date;
}

export interface ArmedSubscription extends Subscription {
  readonly secrets: readonly string[];
}

type Of = Pick<Subscription, 'workspaceId' | 'id'>;

/** The workers of webhooks, and of catching up with history on request. */
export const webhookWork = 'webhooks';
export const replayWork = 'webhook-replay';

const columns = `workspace_id as "workspaceId", id, url, description, types, personal, state, code, created_at as "createdAt"`;

type Given = Pick<Subscription, 'workspaceId' | 'id' | 'url' | 'description' | 'types' | 'personal'>;

/**
 * Makes a subscription under an id that follows from the request: repeated, the request finds the one that it made.
 * @returns false where another request has made another one under this id
 */
export async function createSubscription(rows: Rows, box: SecretBox, given: Given, secret: string): Promise<boolean> {
  const { workspaceId, id, url, description, types, personal } = given;
  const made = await rows(
    `insert into messaging.subscription (workspace_id, id, url, description, types, personal, secret)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (workspace_id, id) do nothing returning id`,
    [workspaceId, id, url, description, types, personal, box.close(placeOf(given), secret)],
  );
  if (made.length > 0) return true;
  const known = await findSubscription(rows, box, given);
  return known !== undefined && isAlike(known, given);
}

function isAlike(one: Given, other: Given): boolean {
  const said = ({ url, description, types, personal }: Given) => JSON.stringify([url, description, types, personal]);
  return said(one) === said(other);
}

export function listSubscriptions(rows: Rows, workspaceId: string): Promise<readonly Subscription[]> {
  return rows(`select ${columns} from messaging.subscription where workspace_id = $1 order by created_at, id`, [
    workspaceId,
  ]);
}

export async function findSubscription(rows: Rows, box: SecretBox, of: Of): Promise<ArmedSubscription | undefined> {
  const [row] = await rows<Subscription & { readonly secret: Buffer; readonly previous: Buffer | null }>(
    `select ${columns}, secret, case when previous_until > now() then previous_secret end as previous
     from messaging.subscription where workspace_id = $1 and id = $2`,
    [of.workspaceId, of.id],
  );
  if (row === undefined) return undefined;
  const { secret, previous, ...subscription } = row;
  const boxes = previous === null ? [secret] : [secret, previous];
  return { ...subscription, secrets: boxes.map((one) => box.open(placeOf(of), one)) };
}

/** The active subscriptions of a workspace that want a type. */
export async function subscribersOf(rows: Rows, workspaceId: string, type: string): Promise<readonly string[]> {
  const found = await rows<{ id: string }>(
    `select id from messaging.subscription
     where workspace_id = $1 and state = 'active' and (types = '{}' or $2 = any(types)) order by id`,
    [workspaceId, type],
  );
  return found.map(({ id }) => id);
}

/**
 * Changes the secret; messages are signed with the old one too for another day. Asked again for the same one, it changes nothing.
 * @returns false when there is no such subscription
 */
export async function rotateSubscriptionSecret(rows: Rows, box: SecretBox, of: Of, secret: string): Promise<boolean> {
  // Of two that change it at once, the second sees what the first did.
  await rows('select 1 from messaging.subscription where workspace_id = $1 and id = $2 for update', [
    of.workspaceId,
    of.id,
  ]);
  const known = await findSubscription(rows, box, of);
  if (known === undefined || known.secrets.includes(secret)) return known !== undefined;
  await rows(
    `update messaging.subscription set previous_secret = secret, previous_until = now() + make_interval(secs => $4),
       secret = $3, changed_at = now() where workspace_id = $1 and id = $2 returning id`,
    [of.workspaceId, of.id, box.close(placeOf(of), secret), overlapSeconds],
  );
  return true;
}

/**
 * Pauses, resumes or disables. While it is not active nothing new is sent to it and what waits is kept; resuming lets that go on at once.
 * @returns false when there is no such subscription, or it is in that state already
 */
export async function setSubscriptionState(
  rows: Rows,
  of: Of,
  state: Subscription['state'],
  code: string | null = null,
): Promise<boolean> {
  const found = await rows(
    `update messaging.subscription set state = $3, code = $4, changed_at = now()
     where workspace_id = $1 and id = $2 and state <> $3 returning id`,
    [of.workspaceId, of.id, state, code],
  );
  if (found.length === 0) return false;
  await rows(
    `update messaging.delivery set due_at = case when $4 then clock_timestamp() else 'infinity' end
     where workspace_id = $1 and work = $3 and target = $2 and state = 'waiting' returning id`,
    [of.workspaceId, of.id, webhookWork, state === 'active'],
  );
  return true;
}

/** Whether anything has got through to a subscriber since a moment. */
export async function gotThrough(rows: Rows, of: Of, since: Date): Promise<boolean> {
  const found = await rows(
    `select 1 from messaging.delivery
     where workspace_id = $1 and work = $3 and target = $2 and state = 'sent' and finished_at > $4 limit 1`,
    [of.workspaceId, of.id, webhookWork, since],
  );
  return found.length > 0;
}

/** Takes it away, and what waits for it. */
export async function removeSubscription(rows: Rows, of: Of): Promise<boolean> {
  const gone = await rows(
    'with gone as (delete from messaging.subscription where workspace_id = $1 and id = $2 returning 1) select * from gone',
    [of.workspaceId, of.id],
  );
  await rows(
    `update messaging.delivery set state = 'failed', code = 'unsubscribed', finished_at = now()
     where workspace_id = $1 and work = $3 and target = $2 and state = 'waiting' returning id`,
    [of.workspaceId, of.id, webhookWork],
  );
  return gone.length > 0;
}

export interface ListedDelivery {
  readonly place: string;
  readonly id: string;
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly code: string | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly attemptedAt: Date | null;
  /** When it is tried next; `null` while it is held or done. */
  readonly dueAt: Date | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The deliveries of a subscription, newest first. */
export function deliveriesOfSubscription(
  rows: Rows,
  of: Of,
  { limit, before }: { readonly limit: number; readonly before?: string },
): Promise<readonly ListedDelivery[]> {
  return rows(
    `select id as place, delivery_id as id, state, code, attempts, created_at as "createdAt", attempted_at as "attemptedAt",
       case when state = 'waiting' and due_at < 'infinity' then due_at end as "dueAt", payload
     from messaging.delivery where workspace_id = $1 and work = $3 and target = $2 and ($4::bigint is null or id < $4)
     order by id desc limit $5`,
    [of.workspaceId, of.id, webhookWork, before ?? null, limit],
  );
}

function placeOf({ workspaceId, id }: Of): string {
  return `subscription|${workspaceId}|${id}`;
}
