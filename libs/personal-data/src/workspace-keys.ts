import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { ExpiringCache } from './expiring-cache.js';
import { masterKeyId } from './master-key.js';
import { unwrapKey, wrapKey } from './wrapping.js';

/** The database was made under another master key than the one given. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey';
}

/** A workspace's key is read again this often; it changes only when the workspace is taken away. */
const lifeMs = 60_000;

interface Row {
  workspace_id: string;
  master_key_id: string;
  wrapped: Buffer;
}

/**
 * One random key per workspace, wrapped by the master key. Everything of the workspace hangs on it: a new master key wraps
 * these anew and nothing else, and without it the workspace is unreadable.
 */
export class WorkspaceKeys {
  private readonly cache = new ExpiringCache<Buffer>(10_000, lifeMs);
  private readonly masterId: string;

  constructor(
    private readonly pool: Pool,
    private readonly masterKey: Buffer,
  ) {
    this.masterId = masterKeyId(masterKey);
  }

  /**
   * The keys of the workspaces, by id; made on first use.
   *
   * @throws WrongMasterKey when they were wrapped by another master key
   */
  async get(workspaceIds: Iterable<string>): Promise<Map<string, Buffer>> {
    const keys = new Map<string, Buffer>();
    const missing: string[] = [];
    for (const id of new Set(workspaceIds)) {
      const key = this.cache.get(id);
      if (key) keys.set(id, key);
      else missing.push(id);
    }
    if (missing.length === 0) return keys;
    for (const row of await this.readOrMake(missing.sort())) {
      const key = this.unwrap(row);
      this.cache.set(row.workspace_id, key);
      keys.set(row.workspace_id, key);
    }
    return keys;
  }

  /** The key of one workspace. */
  async of(workspaceId: string): Promise<Buffer> {
    return (await this.get([workspaceId])).get(workspaceId)!;
  }

  private async readOrMake(ids: string[]): Promise<Row[]> {
    const found = await this.read(ids);
    const absent = ids.filter((id) => !found.some((row) => row.workspace_id === id));
    if (absent.length === 0) return found;
    // Sorted ids: two processes that make the same keys wait for one another in the same order.
    await this.pool.query(
      `insert into personal_data.workspace_keys (workspace_id, master_key_id, wrapped)
       select id, $2, wrapped from unnest($1::uuid[], $3::bytea[]) as made (id, wrapped)
       on conflict (workspace_id) do nothing`,
      [absent, this.masterId, absent.map((id) => wrapKey(this.masterKey, purpose(id), randomBytes(32)))],
    );
    return [...found, ...(await this.read(absent))];
  }

  private async read(ids: string[]): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>(
      'select workspace_id, master_key_id, wrapped from personal_data.workspace_keys where workspace_id = any($1::uuid[])',
      [ids],
    );
    return rows;
  }

  private unwrap(row: Row): Buffer {
    if (row.master_key_id !== this.masterId)
      throw new WrongMasterKey(
        `The keys of workspace ${row.workspace_id} were made under the master key ${row.master_key_id}, ` +
          `and ${this.masterId} was given: give the one that belongs to this database.`,
      );
    return unwrapKey(this.masterKey, purpose(row.workspace_id), row.wrapped);
  }
}

const purpose = (workspaceId: string) => `workspace|${workspaceId}`;
