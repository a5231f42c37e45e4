import { describe, expect, it } from '@jest/globals';
import { EventStoreDB } from '#event-store';
import { KeepSealed } from '#messaging';
import { clientOf } from '../../test/client.js';
import { startApi } from '../../test/running-api.js';

interface Told {
  readonly reason: string;
  readonly what: string;
  readonly count: number;
}

describe('refused attempts', () => {
  it('are told the first at once and the others together, none lost when the process stops', async () => {
    const api = await startApi();
    const client = await clientOf(api);
    await Promise.all(Array.from({ length: 30 }, () => client.get('ada', '/v1/audit-log')));
    for (let i = 0; i < 10; i++) await client.post('paul', '/v1/agents', { name: 'x', settings: {} });
    const { workspaceId } = api;
    await api.close();
    const log = new EventStoreDB({ connectionString: api.node.connectionString, sealer: new KeepSealed() });
    const told = (await log.readStream(`workspace-${workspaceId}`))
      .filter(({ event }) => event.type === 'AccessRefused')
      .map(({ event, metadata }) => ({ ...(event.data as Told), by: metadata.actor.id }));
    const counts = (what: string) => told.filter((one) => one.what === what).map(({ count }) => count);
    expect(counts('audit.read').reduce((sum, n) => sum + n, 0)).toBe(30);
    expect(counts('agent.configure')).toEqual([1, 9]);
    expect(counts('audit.read').length).toBeLessThanOrEqual(2);
    expect(new Set(told.map(({ by }) => by))).toEqual(new Set([api.members.ada, api.members.paul]));
    await log.close();
    await api.node.stop();
  });
});
