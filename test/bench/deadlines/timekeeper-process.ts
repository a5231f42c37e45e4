import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { CommandsModule, openPlatform } from '#commands';
import { Timekeeper } from '../../../apps/timekeeper/src/timekeeper.js';
import { NoHints } from '../commands/conversations.js';
import type { Stage } from '../commands/stage.js';

/* The timekeeper in a process of its own, so that it can be killed. Tells its parent how late each job was begun, in milliseconds. */

const stage = JSON.parse(process.argv[2]!) as Stage;
const keys = new Pool({ connectionString: stage.roleUrls.handoff_keys, max: 5 });
const pool = new Pool({ connectionString: stage.roleUrls.handoff_timekeeper, max: 12 });
for (const each of [keys, pool])
  each.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
const onFault = (what: string, error: unknown) => console.error(what, error);
const { eventStoreUrl, masterKey, commandKey } = stage;
const platform = openPlatform({
  mode: 'standalone',
  eventStoreUrl,
  keys,
  masterKey,
  commandKey,
  hints: new NoHints(),
  onFault,
});
await platform.settings.start();
const app = await NestFactory.createApplicationContext(CommandsModule.register(platform), { logger: ['error'] });

let late: number[] = [];
const tell = () => {
  if (late.length > 0) process.send!({ late });
  late = [];
};
setInterval(tell, 50);

const timekeeper = new Timekeeper({
  pool,
  commands: app.get(CommandBus),
  hints: platform.hints,
  clock: platform.clock,
  onFault,
  onBegun: (job) => late.push(Date.now() - Date.parse(job.dueAt)),
});
timekeeper.start();
process.send!({ ready: true });
process.on('disconnect', () => process.exit());
