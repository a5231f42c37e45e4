import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { startEventStoreNode } from '#embedded-event-store';
import { EventStoreDB, FieldSealer } from '#event-store';
import { LogWatch } from './log-watch.js';

/** For events that hold nothing personal. */
class NothingToSeal extends FieldSealer {
  sealAll(): Promise<never[]> {
    return Promise.resolve([]);
  }

  openAll(): Promise<never[]> {
    return Promise.resolve([]);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const commandId = randomUUID();
const at = '2026-11-20T08:00:00.000Z';
const actor = { kind: 'system', id: 'test' } as const;
const metadata = {
  ...{ workspaceId: randomUUID(), actor, commandId, commandHash: 'x' },
  ...{ correlationId: commandId, causationId: null, occurredAt: at, schemaVersion: 1 },
};

describe('the watch of the log', () => {
  it('tells of news also where the log was away when it began', async () => {
    const port = await freePort();
    const connectionString = `esdb://127.0.0.1:${port}?tls=false`;
    const log = new EventStoreDB({ connectionString, sealer: new NothingToSeal() });
    const away = Promise.withResolvers<void>();
    const watch = new LogWatch(log, () => away.resolve());
    watch.start();
    await away.promise;
    const node = await startEventStoreNode({ storage: { kind: 'memory' }, port, log: () => undefined });
    const stream = `conversation-${randomUUID()}`;
    const interest = watch.interest();
    interest.in([stream]);
    const over = new AbortController();
    let heard = false;
    const hearing = interest.news(20_000, over.signal).then(() => (heard = !over.signal.aborted));
    try {
      for (let n = 0; !heard && n < 50; n += 1) {
        const event = { type: 'Counted', at, data: { n } };
        await log.append(stream, n === 0 ? 'no_stream' : BigInt(n - 1), [{ eventId: randomUUID(), event, metadata }]);
        await Promise.race([hearing, new Promise((resolve) => setTimeout(resolve, 200))]);
      }
      expect(heard).toBe(true);
    } finally {
      over.abort();
      await hearing;
      await watch.stop();
      await log.close();
      await node.stop();
    }
  }, 90_000);
});
