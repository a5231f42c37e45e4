import type { StoredEvent } from '#event-store';
import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { fromRecord, toRecord, type KafkaRecord } from './cloud-event.js';
import { breaches } from './compatibility.js';
import { namedSchemas, type JsonSchema } from './schema.js';
import { toPublic } from './to-public.js';
import { eventTopics, publishedType, publishedTypes, type EventTopic } from './topics.js';
import { problemWith } from './validate.js';

/** What was published once, one file per type and version. Never edited: a new version gets a file of its own. */
const folder = 'test/golden/published';

interface Golden {
  readonly topic: EventTopic;
  readonly stored: Omit<StoredEvent, 'event' | 'revision' | 'position' | 'created'> & {
    readonly type: string;
    readonly at: string;
    readonly data: unknown;
    readonly revision: string;
    readonly position: string;
    readonly created: string;
  };
  readonly record: Omit<KafkaRecord, 'value'> & { readonly value: unknown };
  readonly schema: JsonSchema;
}

const read = <Content>(file: string) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Content;
const files = readdirSync(folder).filter((file) => file !== 'parts.json');

function storedOf({ stored }: Golden): StoredEvent {
  const { type, at, data, revision, position, created, ...place } = stored;
  const numbers = { revision: BigInt(revision), position: BigInt(position), created: new Date(created) };
  return { ...place, ...numbers, event: { type, at, data } };
}

describe('the published contract', () => {
  it('has a golden file for every published type in its present version', () => {
    const present = eventTopics.flatMap((topic) =>
      Object.entries(publishedTypes(topic)).map(([type, { version }]) => `${type}.v${version}.json`),
    );
    expect(present.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('publishes the client’s four events under exactly these names', () => {
    for (const type of ['HandoffRequested', 'Claimed', 'ReturnedToAI', 'TimedOut'])
      expect(publishedType('handoff.conversation.v1', type)).toBeDefined();
  });

  it.each(files)('publishes %s as it always has, and the data fits its schema', (file) => {
    const golden = read<Golden>(file);
    const event = toPublic(storedOf(golden))!;
    const record = toRecord(event);
    expect({ ...record, value: JSON.parse(record.value) as unknown }).toEqual(golden.record);
    expect(problemWith(publishedType(golden.topic, event.type)!.schema.json, event.data)).toBeUndefined();
  });

  it.each(files)('keeps every promise of %s to readers of before', (file) => {
    const golden = read<Golden>(file);
    const type = golden.stored.type;
    expect(breaches(golden.schema, publishedType(golden.topic, type)!.schema.json, type)).toEqual([]);
  });

  it('keeps every promise of the parts that events are made of', () => {
    for (const [name, schema] of Object.entries(read<Record<string, JsonSchema>>('parts.json')))
      expect(breaches(schema, namedSchemas.get(name) ?? {}, name)).toEqual([]);
  });

  it.each(files)('reads %s back from a Kafka message as it was', (file) => {
    const { topic, ...golden } = read<Golden>(file);
    const { key, value, headers } = golden.record;
    const message = {
      key: Buffer.from(key),
      value: Buffer.from(JSON.stringify(value)),
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
    };
    expect(fromRecord(topic, message)).toEqual(toPublic(storedOf({ topic, ...golden })));
  });

  it('publishes nothing that the contract does not name', () => {
    const golden = read<Golden>('AgentVersionApplied.v1.json');
    expect(JSON.stringify(golden.stored.data)).toContain('internal.example');
    expect(toRecord(toPublic(storedOf(golden))!).value).not.toContain('internal.example');
    expect(JSON.stringify(toRecord(toPublic(storedOf(golden))!))).not.toContain('commandHash');
  });

  it('publishes no stream but its own four kinds, and no type it does not know', () => {
    const stored = storedOf(read<Golden>('Claimed.v1.json'));
    expect(toPublic({ ...stored, stream: 'auditExport-1' })).toBeUndefined();
    expect(toPublic({ ...stored, event: { ...stored.event, type: 'OfTomorrow' } })).toBeUndefined();
    expect(toPublic({ ...stored, event: { ...stored.event, type: 'toString' } })).toBeUndefined();
  });
});

describe('the comparison of two versions of a schema', () => {
  const before = read<Golden>('TimedOut.v1.json').schema;
  const changed = (change: (copy: Record<string, Record<string, Record<string, unknown>>>) => void) => {
    const copy = structuredClone(before) as never;
    change(copy);
    return breaches(before, copy);
  };

  it('finds a removed field', () => {
    expect(changed((copy) => delete copy['properties']!['generation'])).toEqual(['data.generation is gone']);
  });

  it('finds a retyped field', () => {
    expect(changed((copy) => (copy['properties']!['generation']!['type'] = 'string'))).toEqual([
      'data.generation: type was integer and is string',
    ]);
  });

  it('finds a field that may now be absent, and a lost word', () => {
    const lost = changed((copy) => {
      (copy['required'] as unknown as string[]).shift();
      (copy['properties']!['effect']!['x-extensible-enum'] as string[]).pop();
    });
    expect(lost).toEqual(['data.kind may now be absent', 'data.effect: x-extensible-enum has lost none']);
  });

  it('allows a new field and a new word', () => {
    const added = changed((copy) => {
      copy['properties']!['further'] = { type: 'string' };
      (copy['properties']!['effect']!['x-extensible-enum'] as string[]).push('of_tomorrow');
    });
    expect(added).toEqual([]);
  });
});
