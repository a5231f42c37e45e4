import { decodeMapEntry } from './event-frame.js';
import { FieldReader } from './protobuf.js';
import { readUuid } from './uuid.js';

/** One frame of `BatchAppend`: a piece of one append, known by its correlation id. */
export interface BatchAppendRequest {
  readonly correlationId: string;
  /** Only on the first frame of an append. */
  readonly options: BatchAppendOptions | undefined;
  readonly messages: readonly ProposedMessage[];
  readonly isFinal: boolean;
}

export interface BatchAppendOptions {
  readonly stream: string;
  /** Undefined when the client left it out. */
  readonly expected: bigint | 'any' | 'no_stream' | 'stream_exists' | undefined;
  /** Milliseconds since the UNIX epoch after which the client no longer waits. */
  readonly deadline: number | undefined;
}

export interface ProposedMessage {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly metadata: Buffer;
  readonly data: Buffer;
}

/** Field numbers of streams.proto, as the generated code of @eventstore/db-client writes them. */
const Request = { correlationId: 1, options: 2, messages: 3, isFinal: 4 } as const;
const Options = { stream: 1, position: 2, noStream: 3, any: 4, streamExists: 5, deadline: 6, duration: 7 } as const;
const Message = { id: 1, metadata: 2, customMetadata: 3, data: 4 } as const;

const NOTHING = Buffer.alloc(0);

/** @throws MalformedMessage when the bytes are not a `BatchAppendReq` with a correlation id */
export function decodeBatchAppendRequest(bytes: Buffer): BatchAppendRequest {
  const fields = new FieldReader(bytes);
  let correlationId = '';
  let options: BatchAppendOptions | undefined;
  const messages: ProposedMessage[] = [];
  let isFinal = false;
  while (fields.next()) {
    if (fields.field === Request.correlationId) correlationId = readUuid(fields.message());
    else if (fields.field === Request.options) options = readOptions(fields.message());
    else if (fields.field === Request.messages) messages.push(readMessage(fields.message()));
    else if (fields.field === Request.isFinal) isFinal = fields.bool();
    else fields.skip();
  }
  return { correlationId, options, messages, isFinal };
}

function readOptions(fields: FieldReader): BatchAppendOptions {
  let stream = '';
  let expected: BatchAppendOptions['expected'];
  let deadline: number | undefined;
  while (fields.next()) {
    if (fields.field === Options.stream) stream = readStreamIdentifier(fields.message());
    else if (fields.field === Options.position) expected = fields.uint64();
    else if (fields.field === Options.deadline) deadline = readTime(fields.message());
    else if (fields.field === Options.duration) deadline = Date.now() + readTime(fields.message());
    else {
      if (fields.field === Options.noStream) expected = 'no_stream';
      else if (fields.field === Options.any) expected = 'any';
      else if (fields.field === Options.streamExists) expected = 'stream_exists';
      fields.skip();
    }
  }
  return { stream, expected, deadline };
}

function readMessage(fields: FieldReader): ProposedMessage {
  let id = '';
  const properties: Record<string, string> = {};
  let metadata: Buffer = NOTHING;
  let data: Buffer = NOTHING;
  while (fields.next()) {
    if (fields.field === Message.id) id = readUuid(fields.message());
    else if (fields.field === Message.metadata) {
      const [key, value] = decodeMapEntry(fields.message());
      properties[key] = value;
    } else if (fields.field === Message.customMetadata) metadata = fields.bytes();
    else if (fields.field === Message.data) data = fields.bytes();
    else fields.skip();
  }
  return { id, properties, metadata, data };
}

function readStreamIdentifier(fields: FieldReader): string {
  let name = '';
  while (fields.next()) {
    if (fields.field === 3) name = fields.string();
    else fields.skip();
  }
  return name;
}

/** A google.protobuf.Timestamp or Duration, which have the same fields, in milliseconds. */
function readTime(fields: FieldReader): number {
  let seconds = 0n;
  let nanos = 0n;
  while (fields.next()) {
    if (fields.field === 1) seconds = BigInt.asIntN(64, fields.uint64());
    else if (fields.field === 2) nanos = BigInt.asIntN(64, fields.uint64());
    else fields.skip();
  }
  return Number(seconds) * 1_000 + Number(nanos) / 1_000_000;
}
