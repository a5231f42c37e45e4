import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Messenger } from '../../../../test/parts/messenger.js';
import { until } from '../../../../test/parts/until.js';
import { startChannel, type RunningChannel } from '../../test/running-channel.js';

let channel: RunningChannel;
let server: Server;
let answer: RequestListener;
let url: string;

beforeAll(async () => {
  channel = await startChannel();
}, 60_000);
afterAll(() => channel.stop());
beforeEach(async () => {
  server = createServer((request, response) => {
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await channel.connect({ kind: 'webhook', url });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** How the first thing for the customer of a conversation stands in the delivery log, once it was tried and what came of it is settled. */
function tried(conversationId: string): Promise<{ state: string; code: string }> {
  return until('it was tried', 20_000, async () => {
    const { rows } = await channel.pool.query<{ state: string; code: string }>(
      `select state, code from messaging.delivery
       where work = 'channel' and payload ->> 'stream' = $1 and attempts > 0 and code <> 'nothing_to_say'
         and (state <> 'waiting' or outcome is null) order by id limit 1`,
      [`conversation-${conversationId}`],
    );
    return rows[0];
  });
}

describe('a messenger that', () => {
  it.each<[string, string, string, RequestListener]>([
    ['answers garbage has it', 'sent', 'http_200', (_request, response) => response.end('<html>{{{')],
    ['answers 10 MiB has it', 'sent', 'http_200', (_request, response) => response.end(Buffer.alloc(10_485_760, 'x'))],
    [
      'leads elsewhere does not',
      'failed',
      'http_302',
      (_request, response) => response.writeHead(302, { location: '/x' }).end(),
    ],
    ['refuses does not', 'failed', 'http_404', (_request, response) => response.writeHead(404).end()],
    ['breaks off is asked again', 'waiting', 'connection_failed', (request) => request.socket.destroy()],
    ['speaks no HTTP is asked again', 'waiting', 'answer_broken', (request) => request.socket.end('garbage\r\n\r\n')],
    ['is in trouble is asked again', 'waiting', 'http_503', (_request, response) => response.writeHead(503).end()],
  ])('%s (%s, %s)', async (_what, state, code, listener) => {
    answer = listener;
    const { conversationId } = await channel.write('A person, please');
    expect(await tried(conversationId)).toEqual({ state, code });
  });

  it('hangs holds up its own workspace, for a while, and nobody else', async () => {
    const hanging = new Set<unknown>();
    answer = (request) => void hanging.add(request);
    const other = await channel.another();
    const well = await Messenger.start();
    try {
      await channel.connect({ kind: 'webhook', url: well.url, workspaceId: other.workspaceId });
      // More than are in hand for one workspace.
      const stuck = await Promise.all(Array.from({ length: 60 }, () => channel.write('A person, please')));
      await until('many hang', 20_000, () => Promise.resolve(hanging.size >= 32 || undefined));
      const { conversationId } = await other.write('A person, please');
      await well.has(1, 8_000);
      expect(well.arrived[0]!.data.conversationId).toBe(conversationId);
      expect(await tried(stuck[0]!.conversationId)).toEqual({ state: 'waiting', code: 'timed_out' });
    } finally {
      await well.stop();
    }
  }, 60_000);
});
