import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { SlowWriter } from './slow-writer.js';

let server: Server;
let responses: ServerResponse[];

beforeAll(async () => {
  responses = [];
  server = createServer((_request, response) => {
    response.writeHead(200);
    responses.push(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.close();
});

/** A client that asks and then reads nothing. */
async function deaf() {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(server, 'request');
  return { socket, response: responses.at(-1)! };
}

const piece = 'x'.repeat(256 * 1024);

it('keeps one piece in memory for a client that does not read, and gives it more when it reads on', async () => {
  const { socket, response } = await deaf();
  const writer = new SlowWriter(response, 60_000);
  let written = 0;
  let most = 0;
  const writing = (async () => {
    for (; written < 64; written += 1) {
      if (!(await writer.write(piece))) return;
      most = Math.max(most, response.writableLength);
    }
  })();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(written).toBeLessThan(64);
  socket.resume();
  await writing;
  expect(written).toBe(64);
  expect(most).toBeLessThan(2 * piece.length);
  socket.destroy();
});

it('cuts off a client that reads nothing for too long', async () => {
  const { socket, response } = await deaf();
  const writer = new SlowWriter(response, 50);
  let more = true;
  for (let i = 0; i < 100 && more; i += 1) more = await writer.write(piece);
  expect([more, response.destroyed]).toEqual([false, true]);
  expect(await writer.write(piece)).toBe(false);
  socket.destroy();
});
