import type { NoticeLanguage, NoticeTexts } from './notice-texts.js';
import type { SecretBox } from '../outside/boxed-secret.js';

export const connectorKinds = ['webhook', 'web', 'staging'] as const;

export type ConnectorKind = (typeof connectorKinds)[number];

/** What a channel can show besides text, and how the platform speaks on it. */
export interface ConnectorSettings {
  /** `page`: a link to our form; `text`: the customer is asked in the chat and answers there. */
  readonly contactForm?: 'page' | 'text';
  /** What the platform speaks where nobody knows what the customer does; English when left out. */
  readonly language?: NoticeLanguage;
  readonly texts?: NoticeTexts;
}

/** How a channel reaches its customers. */
export interface Connector {
  readonly workspaceId: string;
  readonly channel: string;
  readonly kind: ConnectorKind;
  readonly url: string | null;
  readonly settings: ConnectorSettings;
}

/** A connector with the secrets that are good now, the newest first. */
export interface ArmedConnector extends Connector {
  readonly secrets: readonly string[];
}

/** Whatever runs a query and answers rows: pg and TypeORM do it differently. */
export type Rows = <Row extends object>(sql: string, values: readonly unknown[]) => Promise<readonly Row[]>;

interface StoredSecrets {
  readonly secret: Buffer;
  readonly previous: Buffer | null;
}

const columns = `workspace_id as "workspaceId", channel, kind, url, settings`;

/** How long the secret before is still good after a change. */
export const overlapSeconds = 24 * 60 * 60;

/** The connector of a channel, if it has one. */
export async function findConnector(
  rows: Rows,
  box: SecretBox,
  workspaceId: string,
  channel: string,
): Promise<ArmedConnector | undefined> {
  const [row] = await rows<Connector & StoredSecrets>(
    `select ${columns}, secret, case when previous_until > now() then previous_secret end as previous
     from messaging.connector where workspace_id = $1 and channel = $2`,
    [workspaceId, channel],
  );
  if (row === undefined) return undefined;
  const { secret, previous, ...connector } = row;
  const place = placeOf(connector);
  const boxes = previous === null ? [secret] : [secret, previous];
  return { ...connector, secrets: boxes.map((one) => box.open(place, one)) };
}

export function listConnectors(rows: Rows, workspaceId: string): Promise<readonly Connector[]> {
  return rows<Connector>(
    `select ${columns} from messaging.connector where workspace_id = $1 order by channel collate "C"`,
    [workspaceId],
  );
}

/**
 * Makes or changes a connector. Its secret is made with it and stays.
 * @returns whether this is its secret: it is new, or the same request made it
 */
export async function putConnector(rows: Rows, box: SecretBox, connector: Connector, secret: string): Promise<boolean> {
  const { workspaceId, channel, kind, url, settings } = connector;
  const place = placeOf(connector);
  const [row] = await rows<Pick<StoredSecrets, 'secret'>>(
    `insert into messaging.connector (workspace_id, channel, kind, url, settings, secret)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, channel) do update
       set kind = excluded.kind, url = excluded.url, settings = excluded.settings, changed_at = now()
     returning secret`,
    [workspaceId, channel, kind, url, JSON.stringify(settings), box.close(place, secret)],
  );
  return row !== undefined && box.open(place, row.secret) === secret;
}

/**
 * Changes the secret; the old one is good for another day. Asked again for the same one, it changes nothing.
 * @returns false when there is no such connector
 */
export async function rotateConnectorSecret(
  rows: Rows,
  box: SecretBox,
  of: Pick<Connector, 'workspaceId' | 'channel'>,
  secret: string,
): Promise<boolean> {
  // Of two that change it at once, the second sees what the first did.
  await rows('select 1 from messaging.connector where workspace_id = $1 and channel = $2 for update', [
    of.workspaceId,
    of.channel,
  ]);
  const known = await findConnector(rows, box, of.workspaceId, of.channel);
  if (known === undefined || known.secrets.includes(secret)) return known !== undefined;
  await rows(
    `update messaging.connector set previous_secret = secret, previous_until = now() + make_interval(secs => $4),
       secret = $3, changed_at = now() where workspace_id = $1 and channel = $2 returning channel`,
    [of.workspaceId, of.channel, box.close(placeOf(of), secret), overlapSeconds],
  );
  return true;
}

export async function removeConnector(rows: Rows, of: Pick<Connector, 'workspaceId' | 'channel'>): Promise<boolean> {
  const gone = await rows(
    'with gone as (delete from messaging.connector where workspace_id = $1 and channel = $2 returning 1) select * from gone',
    [of.workspaceId, of.channel],
  );
  return gone.length > 0;
}

function placeOf({ workspaceId, channel }: Pick<Connector, 'workspaceId' | 'channel'>): string {
  return `connector|${workspaceId}|${channel}`;
}
