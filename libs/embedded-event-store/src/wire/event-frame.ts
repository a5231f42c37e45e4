import { FieldReader, FieldWriter, MalformedMessage } from './protobuf.js';
import { halvesOfUuid } from './uuid.js';

/**
 * An event as the log knows it. A frame is the same event as the bytes of the `ReadResp` that carries it to a client:
 * frames are what the log stores, so that reading is passing buffers on.
 */
export interface RecordedEvent {
  /** Lower-case UUID. */
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  /** Place in the total order: 1, 2, 3 … without gaps; commit and prepare position on the wire. */
  readonly position: bigint;
  readonly type: string;
  /** `application/json` or `application/octet-stream`. */
  readonly contentType: string;
  /** 100 ns ticks since the UNIX epoch, as the real server has it (EpochExtensions.ToTicksSinceEpoch). */
  readonly created: bigint;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

/** Field numbers of streams.proto, as the generated code of @eventstore/db-client writes them. */
const ReadResp = { event: 1 } as const;
const ReadEvent = { event: 1, link: 2, commitPosition: 3 } as const;
const Recorded = { id: 1, stream: 2, revision: 3, prepare: 4, commit: 5, metadata: 6, custom: 7, data: 8 } as const;
const Uuid = { structured: 1, string: 2 } as const;
const StreamIdentifier = { name: 3 } as const;
const MapEntry = { key: 1, value: 2 } as const;

/** The frame that carries the event. */
export function encodeFrame(event: RecordedEvent): Buffer {
  const size = event.data.length + event.metadata.length + event.stream.length + event.type.length + 256;
  const recorded = new FieldWriter(size)
    .message(Recorded.id, new FieldWriter().string(Uuid.string, event.id))
    .message(Recorded.stream, new FieldWriter(event.stream.length + 16).string(StreamIdentifier.name, event.stream));
  if (event.revision !== 0n) recorded.uint64(Recorded.revision, event.revision);
  recorded
    .uint64(Recorded.prepare, event.position)
    .uint64(Recorded.commit, event.position)
    .message(Recorded.metadata, mapEntry('type', event.type))
    .message(Recorded.metadata, mapEntry('content-type', event.contentType))
    .message(Recorded.metadata, mapEntry('created', String(event.created)));
  if (event.metadata.length > 0) recorded.bytes(Recorded.custom, event.metadata);
  if (event.data.length > 0) recorded.bytes(Recorded.data, event.data);
  return frameOf(recorded.finish(), undefined, event.position);
}

/** The frame of a resolved link: the event it points to, the link itself, and the link's position. */
export function encodeResolvedLink(target: Buffer, link: Buffer): Buffer {
  return frameOf(recordedBytes(target), recordedBytes(link), positionOf(link));
}

/** The frame of a link that leads nowhere: the link alone, the event absent. */
export function encodeBrokenLink(link: Buffer): Buffer {
  return frameOf(undefined, recordedBytes(link), positionOf(link));
}

function frameOf(event: Buffer | undefined, link: Buffer | undefined, position: bigint): Buffer {
  const size = (event?.length ?? 0) + (link?.length ?? 0) + 48;
  const readEvent = new FieldWriter(size);
  if (event) readEvent.bytes(ReadEvent.event, event);
  if (link) readEvent.bytes(ReadEvent.link, link);
  readEvent.uint64(ReadEvent.commitPosition, position);
  return new FieldWriter(size).message(ReadResp.event, readEvent).finish();
}

function mapEntry(key: string, value: string): FieldWriter {
  return new FieldWriter(key.length + value.length + 24).string(MapEntry.key, key).string(MapEntry.value, value);
}

/** The frame with its ids as two integers each instead of a string: what a client may ask for, and hardly one does. */
export function withStructuredIds(frame: Buffer): Buffer {
  const readEvent = new FieldWriter(frame.length + 32);
  const fields = readEventOf(frame);
  while (fields.next()) {
    if (fields.field === ReadEvent.commitPosition) readEvent.uint64(ReadEvent.commitPosition, fields.uint64());
    else readEvent.bytes(fields.field, structureId(fields.bytes()));
  }
  return new FieldWriter(frame.length + 32).message(ReadResp.event, readEvent).finish();
}

/** The id comes first in what this file writes; the rest is passed on. */
function structureId(recorded: Buffer): Buffer {
  const fields = new FieldReader(recorded);
  if (!fields.next() || fields.field !== Recorded.id) throw new MalformedMessage('a stored event without an id');
  const idLength = fields.bytes().length;
  const [most, least] = halvesOfUuid(decodeId(recorded));
  const halves = new FieldWriter().uint64(1, BigInt.asUintN(64, most)).uint64(2, BigInt.asUintN(64, least));
  const id = new FieldWriter().message(Recorded.id, new FieldWriter().message(Uuid.structured, halves));
  // Tag and length of the id take a byte each: it is a UUID.
  return Buffer.concat([id.finish(), recorded.subarray(2 + idLength)]);
}

function decodeId(recorded: Buffer): string {
  const fields = new FieldReader(recorded);
  fields.next();
  return onlyField(fields, Uuid.string);
}

/** The position of a stored frame, without decoding the event in it. */
export function positionOf(frame: Buffer): bigint {
  const fields = readEventOf(frame);
  while (fields.next()) {
    if (fields.field === ReadEvent.commitPosition) return fields.uint64();
    fields.skip();
  }
  throw new MalformedMessage('a stored frame without a position');
}

/** The event in a stored frame; its buffers are views of the frame. */
export function decodeFrame(frame: Buffer): RecordedEvent {
  const fields = new FieldReader(recordedBytes(frame));
  const event = {
    id: '',
    stream: '',
    revision: 0n,
    position: 0n,
    type: '',
    contentType: '',
    created: 0n,
    data: EMPTY as Buffer,
    metadata: EMPTY as Buffer,
  };
  while (fields.next()) {
    if (fields.field === Recorded.id) event.id = onlyField(fields, Uuid.string);
    else if (fields.field === Recorded.stream) event.stream = onlyField(fields, StreamIdentifier.name);
    else if (fields.field === Recorded.revision) event.revision = fields.uint64();
    else if (fields.field === Recorded.commit) event.position = fields.uint64();
    else if (fields.field === Recorded.metadata) {
      const [key, value] = decodeMapEntry(fields.message());
      if (key === 'type') event.type = value;
      else if (key === 'content-type') event.contentType = value;
      else if (key === 'created') event.created = BigInt(value);
    } else if (fields.field === Recorded.custom) event.metadata = fields.bytes();
    else if (fields.field === Recorded.data) event.data = fields.bytes();
    else fields.skip();
  }
  return event;
}

/** Key and value of one entry of a `map<string, string>`. */
export function decodeMapEntry(fields: FieldReader): [key: string, value: string] {
  let key = '';
  let value = '';
  while (fields.next()) {
    if (fields.field === MapEntry.key) key = fields.string();
    else if (fields.field === MapEntry.value) value = fields.string();
    else fields.skip();
  }
  return [key, value];
}

function onlyField(outer: FieldReader, field: number): string {
  const inner = outer.message();
  let value = '';
  while (inner.next()) {
    if (inner.field === field) value = inner.string();
    else inner.skip();
  }
  return value;
}

function readEventOf(frame: Buffer): FieldReader {
  const response = new FieldReader(frame);
  if (!response.next() || response.field !== ReadResp.event) throw new MalformedMessage('a stored frame without event');
  return response.message();
}

function recordedBytes(frame: Buffer): Buffer {
  const fields = readEventOf(frame);
  if (!fields.next() || fields.field !== ReadEvent.event) throw new MalformedMessage('a stored frame without event');
  return fields.bytes();
}

const EMPTY = Buffer.alloc(0);
