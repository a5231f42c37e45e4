import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { idleConnections, slowBodies, slowHeaders, type Crowd } from './crowd/slow-clients.js';
import { survivorsOf } from './processes.js';
import { dataFolder, Standalone } from './standalone.js';

/** Longer than it may take: what orchestrators wait before they kill. */
const limitMs = 10_000;

let folder: Awaited<ReturnType<typeof dataFolder>>;

beforeAll(async () => {
  folder = await dataFolder();
});

afterAll(() => folder.remove());

/** Requests on a connection of its own, all sent at once, and how much was answered. */
function asked(
  port: number,
  token: string,
  address: string,
  times = 1,
): { readonly socket: Socket; answered(): string } {
  let said = '';
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined).setEncoding('latin1');
  socket.on('data', (text: string) => (said += text));
  const request = `GET ${address} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n\r\n`;
  socket.write(request.repeat(times));
  return { socket, answered: () => said };
}

async function started() {
  const standalone = new Standalone(folder.dir, ['--port', '0'], '', { HANDOFF_RATE_PER_MEMBER: '0' });
  const { url, sample } = await standalone.ready();
  return { standalone, url, agentId: sample.agents.frontLine, port: Number(new URL(url).port) };
}

async function untilAnswered(all: readonly { answered(): string }[]): Promise<void> {
  for (const end = Date.now() + 20_000; !all.every((one) => one.answered().startsWith('HTTP/1.1 200'));) {
    if (Date.now() > end) throw new Error(`not answered: ${all.map((one) => one.answered().slice(0, 200)).join('\n')}`);
    await pause(20);
  }
}

describe('a product that is asked to stop', () => {
  it('ends in order within 10 seconds whatever is open: streams, polls, idle connections, half-sent and waiting requests', async () => {
    const { standalone, port, agentId } = await started();
    const ada = standalone.token('Ada Martin');
    const streams = Array.from({ length: 15 }, () => asked(port, ada, '/v1/live'));
    await untilAnswered(streams);
    const crowds: Crowd[] = await Promise.all([
      idleConnections(port, 200),
      slowHeaders(port, 50),
      slowBodies(port, 50, standalone.token('web channel')),
    ]);
    const polls = Array.from({ length: 5 }, () =>
      asked(port, standalone.token('runtime of Front line'), `/v1/agents/${agentId}/turns?wait=300`),
    );
    // More than are worked on at once: the others wait for their turn when the end comes.
    const burst = Array.from({ length: 16 }, () => asked(port, ada, '/v1/queue?limit=20', 40));
    await untilAnswered(burst);
    const family = await standalone.family();
    const began = Date.now();
    standalone.signal('SIGTERM');
    const ended = await Promise.race([standalone.ended, pause(limitMs, 'it goes on')]);
    if (ended === 'it goes on') await standalone.kill();
    expect(ended).toMatchObject({ code: 0, said: expect.not.stringContaining('not stop') });
    expect(Date.now() - began).toBeLessThan(limitMs);
    expect(await survivorsOf(family)).toEqual([]);
    for (const crowd of crowds) crowd.stop();
    for (const { socket } of [...streams, ...polls, ...burst]) socket.destroy();
  }, 90_000);

  it('answers every request of those behind one another on a connection, and takes their turns back when it goes', async () => {
    const { standalone, url, port } = await started();
    const ada = standalone.token('Ada Martin');
    for (let round = 0; round < 3; round += 1) {
      const burst = Array.from({ length: 16 }, () => asked(port, ada, '/v1/queue?limit=20', 40));
      await untilAnswered(burst);
      for (const { socket } of burst) socket.destroy();
    }
    const burst = Array.from({ length: 16 }, () => asked(port, ada, '/v1/queue?limit=20', 40));
    const answers = () => burst.flatMap((one) => one.answered().match(/HTTP\/1\.1 200/g) ?? []).length;
    for (const end = Date.now() + 30_000; answers() < 16 * 40 && Date.now() < end;) await pause(20);
    expect(answers()).toBe(16 * 40);
    const headers = { authorization: `Bearer ${ada}` };
    const after = await fetch(`${url}/v1/queue`, { headers, signal: AbortSignal.timeout(limitMs) });
    expect(after.status).toBe(200);
    expect(await standalone.interrupt()).toMatchObject({ code: 0 });
  }, 90_000);

  it('ends at once on a second signal, and leaves no process behind', async () => {
    const hang = `const { Server } = await import('node:http'); Server.prototype.close = function () { return this; };`;
    const standalone = new Standalone(folder.dir, ['--port', '0'], hang);
    await standalone.ready();
    const family = await standalone.family();
    standalone.signal('SIGTERM');
    await pause(1_200);
    const again = Date.now();
    standalone.signal('SIGTERM');
    const { code, said } = await standalone.ended;
    expect([code, Date.now() - again < 1_000]).toEqual([130, true]);
    expect(said).toContain('SIGTERM again: ended at once');
    for (const end = Date.now() + 5_000; (await survivorsOf(family)).length > 0 && Date.now() < end;) await pause(50);
    expect(await survivorsOf(family)).toEqual([]);
  }, 90_000);

  it('does not wait for what hangs: it says so, stops the servers in order and ends with exit code 1', async () => {
    const hang = `const { Server } = await import('node:http'); Server.prototype.close = function () { return this; };`;
    const standalone = new Standalone(folder.dir, ['--port', '0'], hang);
    await standalone.ready();
    const family = await standalone.family();
    const began = Date.now();
    standalone.signal('SIGTERM');
    const { code, said } = await standalone.ended;
    expect([code, Date.now() - began < limitMs]).toEqual([1, true]);
    expect(said).toContain('the application has not stopped within 7 s');
    expect(await survivorsOf(family)).toEqual([]);
  }, 90_000);
});
