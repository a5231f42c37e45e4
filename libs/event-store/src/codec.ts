import { currentVersion, personalValues, upcast, type DomainEvent, type FieldsLookedAt } from '#domain';
import type { EncodedEvent, EventMetadata, LogEntry, RawEvent } from './events.js';
import {
  UnopenableField,
  isSealedField,
  type ClosedField,
  type FieldSealer,
  type SealedField,
} from './field-sealer.js';

/** An event to be stored, with the id that makes its append idempotent. */
export interface UnsealedEvent {
  readonly eventId: string;
  readonly event: DomainEvent;
  readonly metadata: EventMetadata;
}

/**
 * Between the domain's events and the log's. On the way in, personal fields are sealed; on the way out they are opened and old
 * shapes brought to the latest, so that everything beyond knows only that.
 */
export class Codec {
  constructor(
    private readonly sealer: FieldSealer,
    /** Leaves events as they were stored: in that shape, and with their envelopes closed. */
    private readonly asStored = false,
  ) {}

  /** Seals and shapes events for one append. */
  async encode(events: readonly UnsealedEvent[]): Promise<EncodedEvent[]> {
    const encoded = events.map(({ eventId, event, metadata }) => ({
      id: eventId,
      type: event.type,
      data: event.data as Record<string, unknown>,
      metadata: { ...metadata, schemaVersion: currentVersion(event.type), occurredAt: event.at },
    }));
    const fields = events.flatMap(({ eventId, event, metadata }, i) =>
      personalValues(event, { contactId: metadata.contactId, actor: metadata.actor }).map(({ path, subject }) => ({
        event: i,
        place: { workspaceId: metadata.workspaceId, subject, eventId, field: path, value: valueAt(event.data, path) },
      })),
    );
    if (fields.length === 0) return encoded;
    const sealed = await this.sealer.sealAll(fields.map(({ place }) => place));
    const data = encoded.map((one) => one.data);
    fields.forEach(({ event, place }, i) => (data[event] = withValue(data[event]!, place.field, sealed[i])));
    return encoded.map((one, i) => ({ ...one, data: data[i]! }));
  }

  /**
   * Opens a batch. An event that will never be understood comes back as unreadable, the others as they are.
   *
   * @param looksAt the personal fields to open; all, when left out
   */
  async decode(raws: readonly RawEvent[], looksAt?: FieldsLookedAt): Promise<LogEntry[]> {
    if (this.asStored) return raws.map(asItLies);
    const shaped = raws.map((raw) => shape(raw, looksAt));
    const fields = shaped.flatMap((part) =>
      part instanceof Error ? [] : part.fields.map((place) => ({ part, place })),
    );
    const asked = withoutRepeated(fields.map(({ place }) => place));
    const opened = await this.open(asked);
    const values = new Map(asked.map((place, i) => [place, opened[i]]));
    const problems = new Map<string, Error>();
    fields.forEach(({ part, place }) => {
      const value = values.get(place) ?? null;
      if (value instanceof UnopenableField) problems.set(place.eventId, value);
      else part.data = withValue(part.data, place.field, value);
    });
    return shaped.map((part, i) => {
      const { eventId, stream, revision, position, created, type } = raws[i]!;
      const place = { eventId, stream, revision, position, created };
      const problem = part instanceof Error ? part : problems.get(eventId);
      if (problem !== undefined || part instanceof Error)
        return { ...place, type, problem: problem ?? new Error(type) };
      return latest(place, type, part);
    });
  }

  /** All at once; where one will never open, one by one, so that it spoils its own event only. */
  private async open(fields: readonly ClosedField[]): Promise<unknown[]> {
    if (fields.length === 0) return [];
    const unopenable = (reason: unknown) => {
      if (reason instanceof UnopenableField) return reason;
      throw reason;
    };
    const all = await this.sealer.openAll(fields).catch(unopenable);
    if (!(all instanceof UnopenableField)) return all;
    return Promise.all(fields.map((field) => this.sealer.openAll([field]).then(([value]) => value, unopenable)));
  }
}

interface Shaped {
  data: Record<string, unknown>;
  readonly metadata: EventMetadata;
  readonly fields: readonly ClosedField[];
}

/** The event's parts and its envelopes; an error when it is not one of ours or newer than this program. */
function shape(raw: RawEvent, looksAt: FieldsLookedAt | undefined): Shaped | Error {
  const parts = partsOf(raw);
  if (parts instanceof Error) return parts;
  const { workspaceId } = parts.metadata;
  const { eventId, type } = raw;
  const isSeen = (field: string) =>
    looksAt === undefined || (Object.hasOwn(looksAt, type) && looksAt[type]!.includes(field));
  const fields = envelopes(parts.data).map(([field, sealed]) => {
    const { subject } = sealed;
    return { workspaceId, subject, eventId, field, sealed, unseen: !isSeen(field) };
  });
  return { ...parts, fields };
}

function partsOf({ type, data, metadata }: RawEvent): Omit<Shaped, 'fields'> | Error {
  if (!isRecord(data) || !isRecord(metadata)) return new Error(`${type} is not JSON`);
  const { workspaceId, occurredAt, schemaVersion, actor } = metadata;
  if (typeof workspaceId !== 'string' || typeof occurredAt !== 'string' || !isRecord(actor))
    return new Error(`${type} was not written by this product: its metadata says no workspace, time or actor`);
  if (typeof schemaVersion !== 'number' || schemaVersion > currentVersion(type))
    return new Error(`${type} has version ${String(schemaVersion)}; this program knows up to ${currentVersion(type)}`);
  return { data, metadata: metadata as unknown as EventMetadata };
}

function asItLies(raw: RawEvent): LogEntry {
  const { eventId, stream, revision, position, created, type } = raw;
  const place = { eventId, stream, revision, position, created };
  const parts = partsOf(raw);
  if (parts instanceof Error) return { ...place, type, problem: parts };
  return { ...place, event: eventOf(type, parts), metadata: parts.metadata };
}

/** Of the fields that stay closed one for each subject is enough, to see that its key is there. */
function withoutRepeated(fields: readonly ClosedField[]): readonly ClosedField[] {
  const subjects = new Set<string>();
  return fields.filter(({ unseen, workspaceId, subject }) => {
    if (!unseen) return true;
    const { size } = subjects;
    return subjects.add(`${workspaceId}|${subject}`).size > size;
  });
}

function eventOf(type: string, { data, metadata }: Pick<Shaped, 'data' | 'metadata'>): DomainEvent {
  return { type, at: metadata.occurredAt, data };
}

function latest(
  place: Omit<RawEvent, 'type' | 'data' | 'metadata'>,
  type: string,
  { data, metadata }: Shaped,
): LogEntry {
  try {
    const event = upcast(eventOf(type, { data, metadata }), metadata.schemaVersion);
    return { ...place, event, metadata };
  } catch (error) {
    return { ...place, type, problem: error instanceof Error ? error : new Error(String(error)) };
  }
}

type Envelopes = [path: string, sealed: SealedField][];

/** Every envelope inside the data with its dotted path: found by form, since an old version may have kept it elsewhere. */
function envelopes(data: Record<string, unknown>, prefix = '', found: Envelopes = []): Envelopes {
  for (const key of Object.keys(data)) {
    const value = data[key];
    if (isSealedField(value)) found.push([prefix + key, value]);
    else if (isRecord(value)) envelopes(value, `${prefix}${key}.`, found);
  }
  return found;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  // Bytes that are no JSON come from the client as a Uint8Array.
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function valueAt(data: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), data);
}

/** A copy with another value at a path; what is not on the way there is shared, and a way that is not there leads nowhere. */
function withValue(data: Record<string, unknown>, path: string, value: unknown): Record<string, unknown> {
  const dot = path.indexOf('.');
  if (dot < 0) return { ...data, [path]: value };
  const key = path.slice(0, dot);
  const part = data[key];
  return isRecord(part) ? { ...data, [key]: withValue(part, path.slice(dot + 1), value) } : data;
}
