import { refuse } from '#domain';
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Pool } from 'pg';
import { ExpiringCache } from './expiring-cache.js';
import { gathered } from './gathered.js';
import { keptPurposeKey } from './master-key.js';
import type { WorkspaceKeys } from './workspace-keys.js';
import { unwrapKey, wrapKey } from './wrapping.js';

/** Whose key: `subject` is `contact:{id}` or `member:{id}`. */
export interface KeyOf {
  readonly workspaceId: string;
  readonly subject: string;
}

/** A key that ought to be there is not, nor was it destroyed: most likely this is the key store of another log. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
}

/** A subject's key, or that it was destroyed. */
type Known = KeyObject | 'destroyed';

interface Row {
  workspace_id: string;
  subject: string;
  wrapped: Buffer | null;
}

/** The longest that a process may go on using a key which another one destroyed. */
const lifeMs = 60_000;

/**
 * The keys of personal data: one of 256 random bits per contact and per member, wrapped by its workspace's key. To erase
 * somebody is to destroy their key; that it was destroyed is remembered, so that no new one takes its place.
 */
export class KeyStore {
  private readonly cache: ExpiringCache<Known>;
  private readonly read = gathered((subjects: readonly KeyOf[]) => this.readOnce(unique(subjects), true));

  constructor(
    private readonly pool: Pool,
    private readonly workspaces: WorkspaceKeys,
    options: { readonly cacheSize?: number; readonly now?: () => number } = {},
  ) {
    this.cache = new ExpiringCache(options.cacheSize ?? 50_000, lifeMs, options.now);
  }

  /** As `keysFor`, for one. */
  async keyFor(workspaceId: string, subject: string): Promise<KeyObject> {
    return (await this.keysFor([{ workspaceId, subject }]))[0]!;
  }

  /**
   * The keys to seal with, in the order asked; made on first use. Any number of processes may ask at once: all get the same.
   *
   * @throws Rejected `erased` when one of them was destroyed
   */
  async keysFor(subjects: readonly KeyOf[]): Promise<KeyObject[]> {
    const known = await this.known(subjects);
    const absent = unique(subjects.filter((s) => !known.has(nameOf(s))));
    if (absent.length > 0) {
      await this.make(absent);
      for (const [name, key] of await this.known(absent)) known.set(name, key);
    }
    return subjects.map((s) => {
      const key = known.get(nameOf(s));
      if (key === 'destroyed') throw refuse('erased', { subject: s.subject });
      if (key === undefined) throw new KeyMissing(`the key of ${s.subject} was taken away while it was made`);
      return key;
    });
  }

  /** As `findKeys`, for one. */
  async findKey(workspaceId: string, subject: string): Promise<KeyObject | undefined> {
    return (await this.findKeys([{ workspaceId, subject }]))[0];
  }

  /**
   * The keys to open with, in the order asked; undefined where it was destroyed. One query for all that is not remembered.
   *
   * @throws KeyMissing when one was never made here
   */
  async findKeys(subjects: readonly KeyOf[]): Promise<(KeyObject | undefined)[]> {
    return found(subjects, await this.known(subjects));
  }

  /**
   * As `findKeys`, for whoever passes by everybody once, as an export does: what was not remembered before is not afterwards, so that the
   * keys of those who write just now stay in memory, and no more of it is taken.
   */
  async findKeysInPassing(subjects: readonly KeyOf[]): Promise<(KeyObject | undefined)[]> {
    return found(subjects, await this.known(subjects, (unread) => this.readOnce(unread, false)));
  }

  /**
   * Destroys a subject's key, or forbids one that was never made. Here it is forgotten at once, in other processes within
   * 60 seconds.
   *
   * @returns false when that had been done before
   */
  async destroy(workspaceId: string, subject: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `insert into personal_data.keys as k (workspace_id, subject, wrapped, destroyed_at) values ($1, $2, null, now())
       on conflict (workspace_id, subject) do update set wrapped = null, destroyed_at = now() where k.destroyed_at is null`,
      [workspaceId, subject],
    );
    this.cache.set(nameOf({ workspaceId, subject }), 'destroyed');
    return (rowCount ?? 0) > 0;
  }

  /** What memory and database know of the subjects, by name; those without a row are not in it. */
  private async known(subjects: readonly KeyOf[], read = this.read): Promise<Map<string, Known>> {
    const known = new Map<string, Known>();
    const unread = new Map<string, KeyOf>();
    // A batch asks for the same few keys again and again.
    for (const subject of subjects) {
      const name = nameOf(subject);
      if (known.has(name) || unread.has(name)) continue;
      const key = this.cache.get(name);
      if (key === undefined) unread.set(name, subject);
      else known.set(name, key);
    }
    if (unread.size === 0) return known;
    const answer = await read([...unread.values()]);
    for (const name of unread.keys()) {
      const key = answer.get(name);
      if (key !== undefined) known.set(name, key);
    }
    return known;
  }

  private async readOnce(unread: readonly KeyOf[], remember: boolean): Promise<Map<string, Known>> {
    const { rows } = await this.pool.query<Row>({
      // Planned once for a connection: planning costs several times what finding the rows does.
      name: 'find-keys',
      text: `select k.workspace_id, k.subject, k.wrapped from unnest($1::uuid[], $2::text[]) as wanted (workspace_id, subject)
             join personal_data.keys k using (workspace_id, subject)`,
      values: [unread.map((s) => s.workspaceId), unread.map((s) => s.subject)],
    });
    const known = new Map<string, Known>();
    const wrapping = await this.wrappingKeys(rows.map((row) => row.workspace_id));
    for (const { workspace_id: workspaceId, subject, wrapped } of rows) {
      const name = nameOf({ workspaceId, subject });
      // What was destroyed here while it was being read stays destroyed.
      const gone = wrapped === null || this.cache.get(name) === 'destroyed';
      const key = gone ? 'destroyed' : createSecretKey(unwrapKey(wrapping.get(workspaceId)!, subject, wrapped));
      if (remember) this.cache.set(name, key);
      known.set(name, key);
    }
    return known;
  }

  private async make(subjects: readonly KeyOf[]): Promise<void> {
    // In one order everywhere: two processes that make the same keys never wait for each other in a circle.
    const sorted = [...subjects].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const wrapping = await this.wrappingKeys(sorted.map((s) => s.workspaceId));
    await this.pool.query(
      `insert into personal_data.keys (workspace_id, subject, wrapped)
       select * from unnest($1::uuid[], $2::text[], $3::bytea[]) on conflict (workspace_id, subject) do nothing`,
      [
        sorted.map((s) => s.workspaceId),
        sorted.map((s) => s.subject),
        sorted.map((s) => wrapKey(wrapping.get(s.workspaceId)!, s.subject, randomBytes(32))),
      ],
    );
  }

  private async wrappingKeys(workspaceIds: readonly string[]): Promise<Map<string, KeyObject>> {
    const keys = await this.workspaces.get(workspaceIds);
    return new Map([...keys].map(([id, key]) => [id, keptPurposeKey(key, 'wrap-subject-keys')]));
  }
}

const nameOf = ({ workspaceId, subject }: KeyOf) => `${workspaceId}|${subject}`;

/** @throws KeyMissing */
function found(subjects: readonly KeyOf[], known: ReadonlyMap<string, Known>): (KeyObject | undefined)[] {
  return subjects.map((s) => {
    const key = known.get(nameOf(s));
    if (key === undefined)
      throw new KeyMissing(
        `There is no key of ${s.subject} in workspace ${s.workspaceId}: is this the key store of this log?`,
      );
    return key === 'destroyed' ? undefined : key;
  });
}

function unique(subjects: readonly KeyOf[]): KeyOf[] {
  return [...new Map(subjects.map((s) => [nameOf(s), s])).values()];
}
