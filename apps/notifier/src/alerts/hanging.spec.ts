import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../../../../test/parts/until.js';
import { startNotifier, type RunningNotifier } from '../../test/running-notifier.js';

/** More than the service has in hand of one workspace. */
const hangingMembers = 300;

let notifier: RunningNotifier;
let server: Server;
/** How many hang now, and whether the one that is well was asked. */
let hanging = 0;
let asked = false;

beforeAll(async () => {
  notifier = await startNotifier();
  server = createServer((request, response) => {
    request.resume();
    if (request.url === '/well') {
      asked = true;
      response.end();
      return;
    }
    hanging += 1;
    response.once('close', () => (hanging -= 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 60_000);
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await notifier.stop();
});

describe('webhooks of members that hang', () => {
  it('hold up no member of another workspace', async () => {
    const { port } = server.address() as AddressInfo;
    const [loud, quiet] = [await notifier.another(), await notifier.another()];
    for (let i = 0; i < hangingMembers; i += 1) {
      const id = randomUUID();
      await loud.admit({ id, name: `Member ${i}`, role: 'operator' });
      await notifier.prefer(id, { webhook: `http://127.0.0.1:${port}/hangs` }, loud.workspaceId);
    }
    await notifier.prefer(quiet.ada.id, { webhook: `http://127.0.0.1:${port}/well` }, quiet.workspaceId);
    await loud.write('I want a person');
    await until('many hang', 20_000, () => Promise.resolve(hanging >= 30));
    await quiet.write('I want a person');
    let most = 0;
    const told = () => {
      most = Math.max(most, hanging);
      return Promise.resolve(asked);
    };
    // Sooner than those that hang are given up, which makes room for whoever comes next.
    await until('the other workspace is told', 8_000, told);
    expect(most).toBeLessThanOrEqual(2 * 64);
  }, 60_000);
});
