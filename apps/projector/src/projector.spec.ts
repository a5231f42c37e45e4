import { createServer, type AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createViewsDatabase, type ViewsDatabase } from '../../../libs/read-models/test/database.js';
import { RecordedLog } from '../../../libs/read-models/test/recorded-log.js';
import { Story } from '../../../libs/read-models/test/story.js';
import { ProjectorModule } from './projector.module.js';

let database: ViewsDatabase;

beforeEach(async () => {
  database = await createViewsDatabase();
});

afterEach(() => database.drop());

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a projector', () => {
  it('tells over HTTP how far the views are behind, which stand still and what is parked', async () => {
    const { events } = new Story();
    const owner = await database.asOwner();
    await owner.query(`insert into views.checkpoint (projection, version, position) values ('modes', 99, -1)`);
    await owner.query(
      `insert into views.parked_stream (projection, stream, revision, event_type, problem)
       values ('queue', 'conversation-x', 3, 'Happened', 'TypeError')`,
    );
    const health = { host: '127.0.0.1', port: await freePort() };
    const app = await NestFactory.createApplicationContext(
      ProjectorModule.register({ store: new RecordedLog([...events]), pool: database.pool, health }),
      { logger: false },
    );
    const ask = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${health.port}${path}`);
      return { status: answer.status, text: await answer.text() };
    };
    const last = events.at(-1)!.position;
    const ready = `handoff_projector_position ${last}\n`;
    for (const until = Date.now() + 20_000; Date.now() < until && !(await ask('/metrics')).text.includes(ready);)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const { text } = await ask('/metrics');
    for (const line of [
      'handoff_projector_leading 1',
      `handoff_projector_head ${last}`,
      'handoff_projector_lag_seconds 0',
      'handoff_projector_outdated{view="modes"} 1',
      'handoff_projector_outdated{view="queue"} 0',
      'handoff_projector_parked_streams{view="queue"} 1',
      'handoff_projector_parked_streams{view="timeline"} 0',
    ])
      expect(text).toContain(`\n${line}\n`);
    expect(await ask('/health/ready')).toMatchObject({ status: 200 });
    await app.close();
  });
});
