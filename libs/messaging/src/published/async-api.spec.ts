import specs from '@asyncapi/specs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { asyncApiDocument } from './async-api.js';
import { eventTopics, publishedTypes } from './topics.js';

type Node = Record<string, unknown>;
const document = asyncApiDocument({
  version: '0.1.0',
  commands: { ClaimConversation: { type: 'object', properties: { memberId: { type: 'string' } } } },
});

describe('the AsyncAPI document', () => {
  it('is a valid AsyncAPI 3.0 document by the published schema of the specification', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const check = ajv.compile(specs.schemasWithoutId['3.0.0'] as Node);
    check(structuredClone(document));
    expect(check.errors).toBeNull();
  });

  it('names every published type on its topic, with a schema and a meaning', () => {
    const { channels, components } = document as { channels: Node; components: { messages: Node; schemas: Node } };
    for (const topic of eventTopics) {
      const channel = Object.values(channels).find((one) => (one as Node)['address'] === topic) as { messages: Node };
      for (const [type, { version }] of Object.entries(publishedTypes(topic))) {
        expect(channel.messages).toHaveProperty(type);
        expect(components.schemas).toHaveProperty([`${type}.v${version}`]);
        expect((components.messages[type] as Node)['summary']).toEqual(expect.any(String));
      }
    }
  });

  it('points nowhere that is not in it', () => {
    const dangling: string[] = [];
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      const { $ref } = node as { $ref?: string };
      if ($ref !== undefined && find($ref) === undefined) dangling.push($ref);
      Object.values(node).forEach(visit);
    };
    const find = ($ref: string) =>
      $ref
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => (at as Node | undefined)?.[key], document);
    visit(document);
    expect(dangling).toEqual([]);
  });

  it('is JSON through and through', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});
