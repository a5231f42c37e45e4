import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { EventStoreDB } from '#event-store';
import { KeepSealed } from '#messaging';
import { Cursors, migrate, projections, ViewPositions } from '#read-models';
import { makeTestRoles } from '../../../test/parts/database-roles.js';
import { createTestDatabase } from '../../../test/parts/postgres.js';
import { Past } from '../src/http/past.js';
import { Views } from '../src/http/views.js';

/** Empty views that stand at places of the log, without a projector: what the API makes of them. */
export interface StandingViews {
  readonly views: Views;
  readonly positions: ViewPositions;
  stop(): Promise<void>;
}

/**
 * @param position where the views are
 * @param outdated the one that was folded by another version, and where it stands still
 * @param limitMs the longest that anybody waits
 */
export async function standingViews(
  position: bigint,
  outdated: { readonly view: string; readonly position: bigint },
  limitMs = 5_000,
): Promise<StandingViews> {
  const database = await createTestDatabase();
  const urls = await makeTestRoles(database.url);
  await migrate(database.url);
  const owner = new Pool({ connectionString: database.url, max: 1 });
  for (const { name, version } of projections) {
    const stands = name === outdated.view ? [version + 1, String(outdated.position)] : [version, String(position)];
    await owner.query('insert into views.checkpoint (projection, version, position) values ($1, $2, $3)', [
      name,
      ...stands,
    ]);
  }
  await owner.end();
  const source = await new DataSource({ type: 'postgres', url: urls.handoff_api }).initialize();
  const listener = new Pool({ connectionString: urls.handoff_api, max: 2 });
  // Nothing of this is asked of the log.
  const store = new EventStoreDB({ connectionString: 'esdb://127.0.0.1:1?tls=false', sealer: new KeepSealed() });
  const positions = new ViewPositions(listener);
  return {
    views: new Views(source, positions, new Cursors(randomBytes(32)), limitMs, new Past(store)),
    positions,
    async stop() {
      await positions.stop();
      await store.close();
      await source.destroy();
      await listener.end();
      await database.drop();
    },
  };
}
