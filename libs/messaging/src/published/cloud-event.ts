import type { Actor } from '#domain';
import { validate as isUuid } from 'uuid';
import type { PublishedEvent } from './published-event.js';
import { eventTopics, streamId, topicOf, type EventTopic } from './topics.js';

/** A Kafka message as it is produced: all header values are text. */
export interface KafkaRecord {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A Kafka message as it arrives. A header may come as bytes, several times, or not at all. */
export interface ReceivedRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>> | undefined;
}

/** The message is not one of ours, or damaged; `problem` says which part, never with its content. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** Names the schema of a published type, as the `dataschema` of its messages. */
export function schemaName(topic: EventTopic, type: string, version: number): string {
  return `urn:handoff:schema:${topic}:${type}:${version}`;
}

/**
 * A published event as a CloudEvent in binary mode (CloudEvents 1.0, Kafka protocol binding, section 3.2): attributes in `ce_`
 * headers, the data as the value. Beside them plain headers for those who place an event without reading CloudEvents.
 */
export function toRecord(event: PublishedEvent): KafkaRecord {
  const { eventId, topic, type, version, stream } = event;
  const id = streamId(stream);
  return {
    key: id,
    value: JSON.stringify(event.data),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: eventId,
      ce_source: `/workspaces/${event.workspaceId}`,
      ce_type: type,
      ce_subject: id,
      ce_time: event.time,
      ce_dataschema: schemaName(topic, type, version),
      ce_partitionkey: id,
      ce_recordedtime: event.recordedAt,
      ce_actorkind: event.actor.kind,
      ce_actorid: event.actor.id,
      ce_correlationid: event.correlationId,
      ...(event.causationId === null ? {} : { ce_causationid: event.causationId }),
      eventId,
      stream,
      revision: String(event.revision),
      position: String(event.position),
      workspace: event.workspaceId,
      schemaVersion: String(version),
      ...(event.replay ? { replay: 'true' } : {}),
    },
  };
}

/**
 * Reads a message of an event topic.
 * @throws MalformedMessage
 */
export function fromRecord(topic: string, message: ReceivedRecord): PublishedEvent {
  const header = (name: string) => headerOf(message, name);
  const needed = (name: string): string => {
    const value = header(name);
    if (value === undefined || value === '') throw new MalformedMessage(`the header ${name} is missing`);
    return value;
  };
  if (!isEventTopic(topic)) throw new MalformedMessage('the topic holds no events');
  if (needed('ce_specversion') !== '1.0') throw new MalformedMessage('ce_specversion is not 1.0');
  const stream = word('stream', needed('stream'));
  if (topicOf(stream) !== topic) throw new MalformedMessage('the stream does not belong to the topic');
  return {
    eventId: uuid('ce_id', needed('ce_id')),
    topic,
    type: word('ce_type', needed('ce_type')),
    version: Number(natural('schemaVersion', needed('schemaVersion'))),
    stream,
    revision: natural('revision', needed('revision')),
    position: natural('position', needed('position')),
    workspaceId: uuid('workspace', needed('workspace')),
    time: needed('ce_time'),
    recordedAt: needed('ce_recordedtime'),
    actor: { kind: needed('ce_actorkind') as Actor['kind'], id: needed('ce_actorid') },
    correlationId: needed('ce_correlationid'),
    causationId: header('ce_causationid') ?? null,
    data: dataOf(message),
    replay: header('replay') === 'true',
  };
}

/** The one value of a header; the last one where a message has several. */
export function headerOf(message: ReceivedRecord, name: string): string | undefined {
  const value = message.headers?.[name];
  const one = Array.isArray(value) ? value.at(-1) : value;
  return one === undefined ? undefined : one.toString();
}

function dataOf({ value }: ReceivedRecord): Readonly<Record<string, unknown>> {
  let data: unknown;
  try {
    data = JSON.parse(value?.toString('utf8') ?? '');
  } catch {
    throw new MalformedMessage('the value is not JSON');
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new MalformedMessage('the value is not a JSON object');
  return data as Readonly<Record<string, unknown>>;
}

/* What is not even of the right form would be refused by Postgres later, again and again: it is refused here. */

function natural(name: string, digits: string): bigint {
  if (!/^\d{1,19}$/.test(digits) || BigInt(digits) > maxInt64)
    throw new MalformedMessage(`the header ${name} is not a number`);
  return BigInt(digits);
}

function uuid(name: string, text: string): string {
  if (!isUuid(text)) throw new MalformedMessage(`the header ${name} is not a UUID`);
  return text;
}

function word(name: string, text: string): string {
  if (!/^[\x21-\x7e]{1,255}$/.test(text)) throw new MalformedMessage(`the header ${name} is no plain word`);
  return text;
}

const maxInt64 = 2n ** 63n - 1n;

function isEventTopic(topic: string): topic is EventTopic {
  return (eventTopics as readonly string[]).includes(topic);
}
