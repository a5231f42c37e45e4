import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;
let document: Description;

beforeAll(async () => {
  api = await startApi();
  // Nobody's token: whoever integrates reads it first.
  const answer = await fetch(`${api.url}/asyncapi.json`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
  document = (await answer.json()) as Description;
});

afterAll(async () => {
  await api.stop();
});

describe('the description of what goes over Kafka', () => {
  it('is an AsyncAPI 3 document with the events, the commands and their results', () => {
    expect(document.asyncapi).toBe('3.0.0');
    const addresses = Object.values(document.channels).map(({ address }) => address);
    expect(addresses).toEqual(
      expect.arrayContaining(['handoff.conversation.v1', 'handoff.commands.v1', 'handoff.command-results.v1']),
    );
    expect(Object.keys(document.components.messages)).toEqual(
      expect.arrayContaining(['HandoffRequested', 'Claimed', 'ReturnedToAI', 'TimedOut']),
    );
  });

  it('has every command of the HTTP API, by the same schema', async () => {
    const { paths } = (await (await fetch(`${api.url}/openapi.json`)).json()) as Pick<OpenApi, 'paths'>;
    const operations = Object.values(paths).flatMap(({ post, put, delete: remove }) => [post, put, remove]);
    const names = operations.flatMap((operation) => operation?.operationId ?? []).map((name) => `${name}.command`);
    const schemas = Object.keys(document.components.schemas);
    expect(names.length).toBeGreaterThan(20);
    expect(schemas).toEqual(expect.arrayContaining(names));
    expect(JSON.stringify(document.components.schemas['Members_reply.command'])).toContain('"text"');
  });

  it('refers only to parts that it describes', () => {
    const found = (ref: string) =>
      ref
        .slice(2)
        .split('/')
        .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], document);
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, ref]) => ref!);
    expect(refs.length).toBeGreaterThan(50);
    expect(refs.filter((ref) => !ref.startsWith('#/') || found(ref) === undefined)).toEqual([]);
  });
});

/** What of the documents is looked at. */
interface Description {
  readonly asyncapi: string;
  readonly channels: Readonly<Record<string, { readonly address: string }>>;
  readonly components: Readonly<Record<'messages' | 'schemas', Readonly<Record<string, unknown>>>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}
