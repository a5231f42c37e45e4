import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { databaseRoles, ensureDatabaseRoles, roleUrl, type DatabaseRole } from '#access';
import { migrate } from '#read-models';
import { startNode } from '../eventstore/node-process.js';
import { scratchPostgres } from '../eventstore/scratch-postgres.js';

/** What every contender stands on: one PostgreSQL with fsync on, and one event store node on it. */
export interface Stage {
  readonly eventStoreUrl: string;
  readonly nodePid: number;
  readonly ownerUrl: string;
  readonly roleUrls: Readonly<Record<DatabaseRole, string>>;
  readonly masterKey: string;
  readonly commandKey: string;
  readonly tokenKey: string;
  /** A fresh database on the same server, for the peer. */
  database(name: string): Promise<string>;
  stop(): Promise<void>;
}

const secret = () => randomBytes(32).toString('hex');

export async function setStage(): Promise<Stage> {
  const postgres = await scratchPostgres();
  const node = await startNode(await postgres.database('log'));
  const ownerUrl = await postgres.database('handoff');
  const password = secret();
  const owner = await new DataSource({ type: 'postgres', url: ownerUrl }).initialize();
  await ensureDatabaseRoles(owner, Object.fromEntries(databaseRoles.map((role) => [role, password])));
  await owner.destroy();
  await migrate(ownerUrl);
  const urls = databaseRoles.map((role) => [role, roleUrl(ownerUrl, role, password)]);
  return {
    eventStoreUrl: node.address,
    nodePid: node.process.pid!,
    ownerUrl,
    roleUrls: Object.fromEntries(urls) as Record<DatabaseRole, string>,
    masterKey: secret(),
    commandKey: secret(),
    tokenKey: secret(),
    database: (name) => postgres.database(name),
    stop: async () => {
      await node.stop();
      await postgres.stop();
    },
  };
}
