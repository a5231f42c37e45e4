import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientOf, type Client } from '../../test/client.js';
import { startApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;
let client: Client;
const get: Client['get'] = (...given) => client.get(...given);

beforeAll(async () => {
  api = await startApi();
  client = await clientOf(api);
});

afterAll(async () => {
  await api.stop();
});

describe('the description of the API', () => {
  it('names for every route who may, what it answers and how it refuses', async () => {
    const document = (await get('nobody', '/openapi.json')).body as unknown as Description;
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, { summary, tags, responses, security }] of Object.entries(methods)) {
        const where = `${method} ${path}`;
        expect([where, typeof summary, tags?.length]).toEqual([where, 'string', 1]);
        expect([where, Object.values(responses['200']?.content ?? {})[0]?.schema]).not.toEqual([where, undefined]);
        if (path.startsWith('/health')) continue;
        expect([where, security]).toEqual([where, [{ bearer: [] }]]);
        expect([where, ...Object.keys(responses)]).toEqual(expect.arrayContaining(['401', '403', '503']));
      }
    const docs = await fetch(`${api.url}/docs`);
    expect(await docs.text()).not.toMatch(/https?:\/\/(unpkg|cdn)/);
  });

  it('refers only to parts that it describes', async () => {
    const { body } = await get('nobody', '/openapi.json');
    const described = Object.keys((body as unknown as Description).components.schemas);
    const referred = JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/([^"]*)"/g);
    expect([...new Set([...referred].map(([, name]) => name))].filter((name) => !described.includes(name!))).toEqual(
      [],
    );
    expect(described).toEqual(expect.arrayContaining(['Context', 'Attachment', 'WaitStepBody']));
  });

  it('filters the list of handoffs and an export alike, and says so in the same words', async () => {
    const { paths, components } = (await get('nobody', '/openapi.json')).body as unknown as Description;
    const { filter } = components.schemas['ExportRequest']!.properties!;
    const { properties = {} } = components.schemas['HandoffFilter']!;
    expect(JSON.stringify(filter)).toContain('#/components/schemas/HandoffFilter');
    const listed = paths['/v1/handoffs']!['get']!.parameters!.filter(
      ({ name, in: place }) => place === 'query' && !['after', 'limit', 'cursor'].includes(name),
    );
    expect(listed.map(({ name, description }) => [name, description]).sort()).toEqual(
      Object.entries(properties)
        .map(([name, { description }]) => [name, description])
        .sort(),
    );
    expect(listed.filter(({ required }) => required)).toEqual([]);
  });

  it('knows `after` on every route that follows the log, and on no other: there it is a field of no route', async () => {
    const { paths } = (await get('nobody', '/openapi.json')).body as unknown as Description;
    const knows = (path: string) => paths[path]!['get']!.parameters?.some(({ name }) => name === 'after') ?? false;
    const id = '6f0c1d1e-8a51-4a0b-9d3f-2f8c6a1f4e77';
    const atOnce = Object.keys(paths).filter(
      (path) => path.startsWith('/v1/') && 'get' in paths[path]! && !knows(path),
    );
    expect(atOnce.sort()).toEqual([
      '/v1/conversations/{id}/notifications',
      '/v1/me/notification-preferences',
      '/v1/me/notifications',
      '/v1/webhooks',
      '/v1/webhooks/{id}/deliveries',
      '/v1/workspace/connectors',
    ]);
    for (const path of atOnce)
      expect(await get('olga', `${path.replace('{id}', id)}?after=1`)).toMatchObject({
        status: 422,
        body: { code: 'invalid_query', fields: [{ field: 'after' }] },
      });
    const beyond = `/v1/agents/${api.agentId}/runtime-secret?after=9000000000000`;
    expect(await get('olga', beyond)).toMatchObject({ status: 422, body: { code: 'position_beyond_head' } });
  });

  it('tells whether it is ready', async () => {
    expect(await get('nobody', '/health/live')).toMatchObject({ status: 200 });
    expect(await get('nobody', '/health/ready')).toMatchObject({ status: 200, body: { status: 'ready', reasons: [] } });
  });
});

/** What of an OpenAPI document is looked at. */
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Schema {
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
}

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
  }[];
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> }>
  >;
}
