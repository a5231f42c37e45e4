import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { clientOf, type Client } from '../../test/client.js';
import { startApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;
let client: Client;
let handoffId: string;

beforeAll(async () => {
  api = await startApi();
  client = await clientOf(api);
  const { position } = (await client.write('I want a human', 'evidence')).body;
  handoffId = (await client.get('olga', `/v1/handoffs?after=${position}`)).body.items[0]!.handoffId;
});

afterAll(async () => {
  await api.stop();
});

/** What the workspace's stream tells of who looked, since its `from`th event. */
async function views(from = 0) {
  const stored = await api.platform.store.readStream(`workspace-${api.workspaceId}`);
  return stored
    .slice(from)
    .filter(({ event }) => event.type === 'EvidenceViewed')
    .map(({ event, metadata }) => [
      metadata.actor.id,
      (event.data as { what: string }).what,
      (event.data as { id: string }).id,
    ]);
}
const length = async () => (await api.platform.store.readStream(`workspace-${api.workspaceId}`)).length;

describe('who looks at evidence', () => {
  it('is recorded before it is shown, by member, kind and id, with the name beside', async () => {
    const from = await length();
    const { paul, olga } = api.members;
    expect((await client.get('paul', `/v1/handoffs/${handoffId}`)).status).toBe(200);
    expect(await views(from)).toEqual([[paul, 'handoff', handoffId]]);
    await client.get('olga', `/v1/handoffs/${handoffId.toUpperCase()}`);
    await client.get('paul', '/v1/handoffs');
    await client.get('paul', '/v1/audit-log');
    await client.get('paul', '/v1/ledger/entries');
    expect(await views(from)).toEqual([
      [paul, 'handoff', handoffId],
      [olga, 'handoff', handoffId],
      [paul, 'handoffs', api.workspaceId],
      [paul, 'audit_log', api.workspaceId],
      [paul, 'ledger_entries', api.workspaceId],
    ]);
    const head = await api.platform.store.head(['workspace-']);
    const { items } = (await client.get('olga', `/v1/audit-log?type=EvidenceViewed&after=${head}`)).body;
    expect(items[0]).toMatchObject({ details: { what: 'ledger_entries' }, actorId: paul, actorName: 'paul' });
  });

  it('is recorded once in a while, however often and at once they look', async () => {
    const from = await length();
    await Promise.all(Array.from({ length: 20 }, () => client.get('paul', `/v1/handoffs/${handoffId}`)));
    await Promise.all(Array.from({ length: 20 }, () => client.get('olga', '/v1/ledger/entries')));
    expect(await views(from)).toEqual([[api.members.olga, 'ledger_entries', api.workspaceId]]);
  });

  it('is not recorded where nothing was found, nothing was asked for, or it is no evidence', async () => {
    const from = await length();
    expect((await client.get('paul', `/v1/handoffs/${randomUUID()}`)).status).toBe(404);
    expect((await client.get('ada', `/v1/handoffs/${handoffId}`)).status).toBe(403);
    for (const path of [
      '/v1/queue',
      '/v1/conversations',
      '/v1/workspace',
      '/v1/ledger/keys',
      '/v1/metrics?from=2026-01-01T00:00:00Z',
    ])
      await client.get('paul', path);
    expect(await views(from)).toEqual([]);
  });
});

describe('every route', () => {
  it('that shows the audit trail says what evidence it shows, or stands here with its reason', async () => {
    const { paths } = (await client.get('nobody', '/openapi.json')).body as unknown as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly description?: string }>>>>;
    };
    const silent = Object.entries(paths).flatMap(([path, verbs]) =>
      Object.entries(verbs)
        .filter(([, { description = '' }]) => /Permission: .*audit\.(read|export)/.test(description))
        .filter(([, { description = '' }]) => !description.includes('recorded in the audit log'))
        .map(([verb]) => `${verb} ${path}`),
    );
    expect(silent).toEqual([
      // Hashes and signatures, which say nothing of anybody.
      'get /v1/ledger/checkpoint',
      'get /v1/ledger/keys',
      'get /v1/ledger/consistency',
      // Which exports there are; what is in one, its file shows.
      'get /v1/audit/exports',
      'get /v1/audit/exports/{id}',
    ]);
  });
});
