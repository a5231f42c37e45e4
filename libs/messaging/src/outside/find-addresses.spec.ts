import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { AllowedNetworks } from './addresses.js';
import { findAddresses } from './find-addresses.js';
import { Outside, OutsideFailed } from './guarded-request.js';

/** A name server that knows `well.example`, and never answers for anything else. */
let server: Socket;
let servers: string[];
let asked = 0;

beforeAll(async () => {
  server = createSocket('udp4');
  server.on('message', (query, { port, address }) => {
    asked += 1;
    if (!query.includes('\x04well\x07example')) return;
    const isV4 = query.readUInt16BE(query.length - 4) === 1;
    // RFC 1035, section 4: the question again, and for IPv4 one address, 127.0.0.1, good for 60 seconds.
    const header = Buffer.from([query[0]!, query[1]!, 0x81, 0x80, 0, 1, 0, isV4 ? 1 : 0, 0, 0, 0, 0]);
    const question = query.subarray(12, 12 + 14 + 4);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
    server.send(Buffer.concat([header, question, ...(isV4 ? [record] : [])]), port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  servers = [`127.0.0.1:${server.address().port}`];
});
afterAll(() => void server.close());

const post = (outside: Outside, host: string) =>
  outside
    .post({ url: `https://${host}:1/`, headers: {}, body: '{}', timeoutMs: 5_000, maxAnswerBytes: 9 })
    .catch((error: unknown) => (error instanceof OutsideFailed ? error.code : String(error)));

describe('the addresses of a name', () => {
  it('are asked of DNS, and checked', async () => {
    const resolve = findAddresses({ own: false, servers });
    const outside = new Outside({ resolve });
    expect(await post(outside, 'well.example')).toBe('target_not_allowed');
    const inside = new Outside({ resolve, allow: new AllowedNetworks(['127.0.0.1']) });
    expect(await post(inside, 'well.example')).toBe('connection_failed');
    await Promise.all([outside.close(), inside.close()]);
  });

  it('whose servers never answer hold up nothing else in the process', async () => {
    const outside = new Outside({ resolve: findAddresses({ own: false, servers, timeoutMs: 300 }) });
    asked = 0;
    let over = 0;
    const hanging = Array.from({ length: 20 }, async (_, i) => {
      const code = await post(outside, `hangs-${i}.example`);
      over += 1;
      return code;
    });
    while (asked < 20) await readFile(new URL(import.meta.url));
    expect(await post(outside, 'well.example')).toBe('target_not_allowed');
    expect(over).toBe(0);
    expect(new Set(await Promise.all(hanging))).toEqual(new Set(['target_unknown']));
    await outside.close();
  }, 30_000);
});
