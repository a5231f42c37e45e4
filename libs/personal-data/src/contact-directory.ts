import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import { ExpiringCache } from './expiring-cache.js';
import { keptPurposeKey } from './master-key.js';
import type { WorkspaceKeys } from './workspace-keys.js';

export interface ResolvedContact {
  readonly contactId: string;
  /** True for the one caller whose new id was taken. */
  readonly created: boolean;
}

/** Another process may have erased the contact: nobody keeps an old answer for longer than this. */
const lifeMs = 60_000;

/**
 * Who is behind an external user id of a channel: a random contact id. Only a keyed hash of the external id is stored
 * (HMAC-SHA256 under a key of the workspace), so that the table alone names nobody and cannot be searched by guessing.
 */
export class ContactDirectory {
  private readonly cache: ExpiringCache<string>;
  /** Grows with every contact that is forgotten here: what was looked up before is not remembered after. */
  private forgotten = 0;

  constructor(
    private readonly pool: Pool,
    private readonly workspaces: WorkspaceKeys,
    options: { readonly cacheSize?: number; readonly now?: () => number } = {},
  ) {
    this.cache = new ExpiringCache(options.cacheSize ?? 50_000, lifeMs, options.now);
  }

  /**
   * The contact of an external user, entered under `newContactId` when there is none. Of any number of callers at once one
   * creates it, and all get its id.
   *
   * @param channel the channel within the workspace, by the name it has in events
   * @param newContactId a random UUID; never one derived from the external id
   */
  async resolve(
    workspaceId: string,
    channel: string,
    externalUserId: string,
    newContactId: string,
  ): Promise<ResolvedContact> {
    const identity = await this.identity(workspaceId, channel, externalUserId);
    const name = nameOf(workspaceId, identity);
    const remembered = this.cache.get(name);
    if (remembered !== undefined) return { contactId: remembered, created: false };
    const since = this.forgotten;
    const found = await this.read(workspaceId, identity);
    if (found !== undefined) return this.remember(name, found, since, false);
    const { rowCount } = await this.pool.query(
      `insert into personal_data.contact_directory (workspace_id, identity, contact_id) values ($1, $2, $3)
       on conflict (workspace_id, identity) do nothing`,
      [workspaceId, identity, newContactId],
    );
    if (rowCount === 1) return this.remember(name, newContactId, since, true);
    const other = await this.read(workspaceId, identity);
    // Entered and erased by others between our two queries.
    if (other === undefined) return this.resolve(workspaceId, channel, externalUserId, newContactId);
    return this.remember(name, other, since, false);
  }

  /** The contact of an external user, if it was ever seen. */
  async find(workspaceId: string, channel: string, externalUserId: string): Promise<string | undefined> {
    const identity = await this.identity(workspaceId, channel, externalUserId);
    return this.cache.get(nameOf(workspaceId, identity)) ?? (await this.read(workspaceId, identity));
  }

  /**
   * Forgets all external ids of an erased contact: the same person, writing again, is a new contact. Other processes may
   * still answer from memory for up to 60 seconds.
   *
   * @returns how many there were
   */
  async forget(workspaceId: string, contactId: string): Promise<number> {
    const { rows } = await this.pool.query<{ identity: Buffer }>(
      'delete from personal_data.contact_directory where workspace_id = $1 and contact_id = $2 returning identity',
      [workspaceId, contactId],
    );
    this.forgotten += 1;
    for (const { identity } of rows) this.cache.delete(nameOf(workspaceId, identity));
    return rows.length;
  }

  private remember(name: string, contactId: string, since: number, created: boolean): ResolvedContact {
    if (since === this.forgotten) this.cache.set(name, contactId);
    return { contactId, created };
  }

  private async read(workspaceId: string, identity: Buffer): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ contact_id: string }>(
      'select contact_id from personal_data.contact_directory where workspace_id = $1 and identity = $2',
      [workspaceId, identity],
    );
    return rows[0]?.contact_id;
  }

  private async identity(workspaceId: string, channel: string, externalUserId: string): Promise<Buffer> {
    const key = keptPurposeKey(await this.workspaces.of(workspaceId), 'contact-directory');
    // The channel's length keeps "a|b" + "c" apart from "a" + "b|c".
    const text = `${workspaceId}|${channel.length}|${channel}|${externalUserId}`;
    return createHmac('sha256', key).update(text).digest();
  }
}

const nameOf = (workspaceId: string, identity: Buffer) => `${workspaceId}|${identity.toString('base64')}`;
