import type { StoredEvent } from '#event-store';
import type { PublishedEvent } from './published-event.js';
import type { Schema } from './schema.js';
import { publishedType, topicOf } from './topics.js';

/**
 * The one place where a stored event becomes a published one. Only what the contract names is taken. Personal fields are passed on
 * as they come: closed, when the log is read with `KeepSealed`.
 *
 * @returns undefined for a stream that is not published, or a type that this program's contract does not know
 */
export function toPublic(stored: StoredEvent): PublishedEvent | undefined {
  const { stream, event, metadata } = stored;
  const topic = topicOf(stream);
  const published = topic && publishedType(topic, event.type);
  if (topic === undefined || published === undefined) return undefined;
  const schema = published.schema as Schema<unknown>;
  return {
    eventId: stored.eventId,
    topic,
    type: event.type,
    version: published.version,
    stream,
    revision: stored.revision,
    position: stored.position,
    workspaceId: metadata.workspaceId,
    time: event.at,
    recordedAt: stored.created.toISOString(),
    actor: { kind: metadata.actor.kind, id: metadata.actor.id },
    correlationId: metadata.correlationId,
    causationId: metadata.causationId,
    data: schema.pick(event.data) as Readonly<Record<string, unknown>>,
    replay: false,
  };
}
