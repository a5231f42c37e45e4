import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AllowedNetworks } from './addresses.js';
import { Outside, OutsideFailed, type OutsideOptions } from './guarded-request.js';

let server: Server;
let port: number;
let asked: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const opened: Outside[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  asked = [];
  await Promise.all(opened.splice(0).map((one) => one.close()));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const own = new AllowedNetworks(['127.0.0.1']);

function outside(options: OutsideOptions = {}): Outside {
  const one = new Outside(options);
  opened.push(one);
  return one;
}

function post(of: Outside, url: string, timeoutMs = 2_000) {
  return of.post({ url, headers: {}, body: '{}', timeoutMs, maxAnswerBytes: 1_000 });
}

const code = (tried: Promise<unknown>) =>
  tried.then(
    () => 'answered',
    (error: unknown) => (error instanceof OutsideFailed ? error.code : String(error)),
  );

describe('posting to an address that somebody else chose', () => {
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f.0.0.1/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fd00:ec2::254]/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'https://any.localhost/',
    'https://10.0.0.1/',
  ])('never reaches %s', async (url) => {
    expect(await code(post(outside(), url))).toBe('target_not_allowed');
  });

  it.each(['file:///etc/passwd', 'gopher://example.org', 'https://me:secret@example.org/', 'not an address'])(
    'takes no %s',
    async (url) => expect(await code(post(outside(), url))).toBe('target_invalid'),
  );

  it('is encrypted, except within one’s own networks', async () => {
    expect(await code(post(outside(), 'http://93.184.215.14/'))).toBe('target_insecure');
    expect(await code(post(outside({ allow: own }), 'http://93.184.215.14/'))).toBe('target_insecure');
    answer = (_request, response) => response.end('ok');
    expect(await code(post(outside({ allow: own }), `http://127.0.0.1:${port}/`))).toBe('answered');
  });

  it('refuses a name that leads inside, also when only one of its addresses does', async () => {
    const resolve: OutsideOptions['resolve'] = (_name, _options, done) =>
      done(null, [
        { address: '93.184.215.14', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    expect(await code(post(outside({ resolve }), `https://example.org:${port}/`))).toBe('target_not_allowed');
    expect(asked).toEqual([]);
  });

  it('connects to the very address that was checked, whatever the name says a moment later', async () => {
    let times = 0;
    const resolve: OutsideOptions['resolve'] = (_name, _options, done) =>
      done(null, [{ address: times++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
    answer = (_request, response) => response.end('ok');
    expect(await code(post(outside({ allow: own, resolve }), `http://rebinding.example:${port}/x`))).toBe('answered');
    expect([asked, times]).toEqual([['/x'], 1]);
  });

  it('follows no redirect', async () => {
    answer = (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end();
    const { status } = await post(outside({ allow: own }), `http://127.0.0.1:${port}/`);
    expect([status, asked]).toEqual([302, ['/']]);
  });

  it('lets nobody wait for others who hang at the same place', async () => {
    answer = ({ url }, response) => void (url === '/well' && response.end('ok'));
    const one = outside({ allow: own });
    const hanging = Array.from({ length: 100 }, () => code(post(one, `http://127.0.0.1:${port}/hangs`, 3_000)));
    expect(await code(post(one, `http://127.0.0.1:${port}/well`, 2_000))).toBe('answered');
    expect(new Set(await Promise.all(hanging))).toEqual(new Set(['timed_out']));
  });

  it('blames nobody outside for being broken off here', async () => {
    const stopping = new AbortController();
    answer = () => stopping.abort(new Error('we stop'));
    const posting = { url: `http://127.0.0.1:${port}/`, headers: {}, body: '{}', timeoutMs: 2_000, maxAnswerBytes: 9 };
    const tried = outside({ allow: own }).post({ ...posting, signal: stopping.signal });
    await expect(tried).rejects.toThrow('we stop');
  });

  it('gives up on who hangs, and on who never stops', async () => {
    answer = () => undefined;
    expect(await code(post(outside({ allow: own }), `http://127.0.0.1:${port}/`, 200))).toBe('timed_out');
    answer = (_request, response) => void response.write('x');
    expect(await code(post(outside({ allow: own }), `http://127.0.0.1:${port}/`, 200))).toBe('timed_out');
    answer = (_request, response) => response.end(Buffer.alloc(10 * 1024 * 1024, 'x'));
    expect(await code(post(outside({ allow: own }), `http://127.0.0.1:${port}/`))).toBe('answer_too_large');
    answer = (request) => request.socket.end('garbage\r\n\r\n');
    expect(await code(post(outside({ allow: own }), `http://127.0.0.1:${port}/`))).toBe('answer_broken');
    answer = (request) => request.socket.destroy();
    expect(await code(post(outside({ allow: own }), `http://127.0.0.1:${port}/`))).toBe('connection_failed');
  });
});
