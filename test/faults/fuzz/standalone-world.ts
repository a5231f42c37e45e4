import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { issueToken, parseIssuerKey, type Principal } from '#access';
import { CommandsModule, openPlatform } from '#commands';
import { ViewHints } from '#read-models';
import { readRunningFile } from '../../../apps/standalone/src/running-file.js';
import { until } from '../../kafka/parts/until.js';

/** What makes workspaces in a standalone that runs as a process of its own: there is no route for it. */
export async function besideStandalone(dir: string) {
  const running = await readRunningFile(dir);
  if (running === undefined) throw new Error(`nothing runs on ${dir}`);
  const key = async (name: string) => (await readFile(path.join(dir, 'keys', name), 'utf8')).trim();
  const keys = new Pool({ connectionString: running.roleUrls.handoff_keys, max: 2 }).on('error', () => undefined);
  const views = await new DataSource({
    type: 'postgres',
    url: running.roleUrls.handoff_api,
    poolSize: 2,
  }).initialize();
  const platform = openPlatform({
    mode: 'standalone',
    eventStoreUrl: running.eventStoreUrl,
    keys,
    masterKey: await key('master-key'),
    commandKey: await key('command-key'),
    hints: new ViewHints(views),
    onFault: () => undefined,
  });
  await platform.settings.start();
  const context = await NestFactory.createApplicationContext(CommandsModule.register(platform), { logger: ['error'] });
  const issuer = {
    key: await parseIssuerKey(await key('token-key')),
    issuer: 'handoff-local',
    audience: 'handoff',
  };
  return {
    url: running.url,
    tokenFor: (principal: Principal, lifeSeconds = 3_600) => issueToken(issuer, principal, lifeSeconds),
    commands: context.get(CommandBus),
    log: platform.store,
    async heard(workspaceId: string, memberId: string) {
      const owner = { workspaceId, kind: 'member', id: memberId, role: 'owner' } as const;
      const headers = { authorization: `Bearer ${await issueToken(issuer, owner, 60)}` };
      await until('the API knows the workspace', 30_000, async () => {
        return (await fetch(`${running.url}/v1/workspace`, { headers })).status === 200;
      });
    },
    async close() {
      await context.close();
      await platform.settings.stop();
      await platform.store.close();
      await views.destroy();
      await keys.end();
    },
  };
}
