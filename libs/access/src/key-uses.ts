import type { DataSource } from 'typeorm';
import { withWorkspace } from './workspace-scope.js';

/** A use is written at most once in this time for each key and process, in milliseconds. */
const paceMs = 60_000;
const maxKept = 20_000;

/** Remembers when API keys were used last: a write a minute for each key, however many requests come with it. */
export class KeyUses {
  private readonly writtenAt = new Map<string, number>();

  /** @param dataSource connected as `handoff_api` */
  constructor(
    private readonly dataSource: DataSource,
    private readonly onFault: (what: string, error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** A key was used just now. Nobody waits for the writing of it, and a request does not fail with it. */
  note(workspaceId: string, keyId: string): void {
    const at = this.now();
    const key = `${workspaceId} ${keyId}`;
    if (at - (this.writtenAt.get(key) ?? -Infinity) < paceMs) return;
    this.writtenAt.delete(key);
    this.writtenAt.set(key, at);
    if (this.writtenAt.size > maxKept) this.writtenAt.delete(this.writtenAt.keys().next().value!);
    this.write(workspaceId, keyId, new Date(at)).catch((error: unknown) =>
      this.onFault('the last use of an API key', error),
    );
  }

  /** By key id: when the keys of a workspace were used last; one that never was is missing. */
  async of(workspaceId: string): Promise<ReadonlyMap<string, Date>> {
    const rows = await withWorkspace(this.dataSource, workspaceId, (manager) =>
      manager.query<{ key_id: string; last_used_at: Date }[]>('select key_id, last_used_at from access.api_key_use'),
    );
    return new Map(rows.map((row) => [row.key_id, row.last_used_at]));
  }

  private write(workspaceId: string, keyId: string, at: Date): Promise<unknown> {
    return withWorkspace(this.dataSource, workspaceId, (manager) =>
      manager.query(
        `insert into access.api_key_use as u (workspace_id, key_id, last_used_at) values ($1, $2, $3)
         on conflict (workspace_id, key_id) do update set last_used_at = greatest(u.last_used_at, excluded.last_used_at)`,
        [workspaceId, keyId, at],
      ),
    );
  }
}
