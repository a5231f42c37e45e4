import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { metricsText, serveHealth, type ProcessHealth } from './health-server.js';

describe('the metrics of a process', () => {
  it('say what is known, once for each name, and leave out what is not known yet', () => {
    const text = metricsText([
      { name: 'a_leading', help: 'Whether.', value: true },
      { name: 'a_head', help: 'Where.', value: undefined },
      { name: 'a_parked', help: 'Parked.', value: 0, labels: { view: 'queue' } },
      { name: 'a_parked', help: 'Parked.', value: 2n, labels: { view: 'modes' } },
    ]);
    expect(text).toBe(
      '# HELP a_leading Whether.\n# TYPE a_leading gauge\na_leading 1\n' +
        '# HELP a_parked Parked.\n# TYPE a_parked gauge\na_parked{view="queue"} 0\na_parked{view="modes"} 2\n',
    );
  });
});

describe('the health of a process', () => {
  it('is told over HTTP, with the reasons while it is not ready', async () => {
    let health: ProcessHealth = { status: 'not_ready', reasons: ['Kafka does not answer.'] };
    const gauges = () => Promise.resolve([{ name: 'a', help: 'b', value: 1 }]);
    const server = await serveHealth({ health: () => health, gauges }, '127.0.0.1', 0);
    const ask = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
      return [answer.status, await answer.text()];
    };
    expect(await ask('/health/live')).toEqual([200, '{"status":"live"}']);
    expect(await ask('/health/ready')).toEqual([503, JSON.stringify(health)]);
    health = { status: 'ready', reasons: [] };
    expect(await ask('/health/ready')).toEqual([200, JSON.stringify(health)]);
    expect(await ask('/metrics')).toEqual([200, expect.stringContaining('\na 1\n')]);
    expect((await ask('/else'))[0]).toBe(404);
    server.close();
  });
});
