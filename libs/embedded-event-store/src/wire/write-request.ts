import { decodeMapEntry } from './event-frame.js';
import { FieldReader } from './protobuf.js';
import { readUuid } from './uuid.js';

/**
 * What a writing call says beside its events. Append, BatchAppend, Delete and Tombstone number these fields alike;
 * only BatchAppend has a deadline in the message.
 */
export interface WriteOptions {
  readonly stream: string;
  /** Undefined when the client left it out. */
  readonly expected: bigint | 'any' | 'no_stream' | 'stream_exists' | undefined;
  /** Milliseconds since the UNIX epoch after which the client no longer waits. */
  readonly deadline: number | undefined;
}

/** An event as a client proposes it, in either kind of append. */
export interface ProposedMessage {
  /** Canonical UUID; undefined when it is none. */
  readonly id: string | undefined;
  /** The metadata map: `type` and `content-type`. */
  readonly properties: ReadonlyMap<string, string>;
  readonly metadata: Buffer;
  readonly data: Buffer;
}

/** Field numbers of streams.proto. */
const Options = { stream: 1, revision: 2, noStream: 3, any: 4, streamExists: 5, deadline: 6, duration: 7 } as const;
const Message = { id: 1, metadata: 2, customMetadata: 3, data: 4 } as const;
const StreamIdentifier = { name: 3 } as const;
/** google.protobuf.Timestamp and Duration. */
const Time = { seconds: 1, nanos: 2 } as const;

const NOTHING = Buffer.alloc(0);

/** A frame of `Append`: the options first, then one event in each. */
export function decodeAppendRequest(bytes: Buffer): { options?: WriteOptions; message?: ProposedMessage } {
  const fields = new FieldReader(bytes);
  let request: { options?: WriteOptions; message?: ProposedMessage } = {};
  while (fields.next()) {
    if (fields.field === 1) request = { options: readWriteOptions(fields.message()) };
    else if (fields.field === 2) request = { message: readProposedMessage(fields.message()) };
    else fields.skip();
  }
  return request;
}

/** The request of `Delete` and of `Tombstone`: nothing but options, empty ones when they are missing. */
export function decodeDeleteRequest(bytes: Buffer): WriteOptions {
  const fields = new FieldReader(bytes);
  let options: WriteOptions = { stream: '', expected: undefined, deadline: undefined };
  while (fields.next()) {
    if (fields.field === 1) options = readWriteOptions(fields.message());
    else fields.skip();
  }
  return options;
}

export function readWriteOptions(fields: FieldReader): WriteOptions {
  let stream = '';
  let expected: WriteOptions['expected'];
  let deadline: number | undefined;
  while (fields.next()) {
    if (fields.field === Options.stream) stream = readStreamIdentifier(fields.message());
    else if (fields.field === Options.revision) expected = fields.uint64();
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

export function readProposedMessage(fields: FieldReader): ProposedMessage {
  let id: string | undefined;
  const properties = new Map<string, string>();
  let metadata: Buffer = NOTHING;
  let data: Buffer = NOTHING;
  while (fields.next()) {
    if (fields.field === Message.id) id = readUuid(fields.message());
    else if (fields.field === Message.metadata) properties.set(...decodeMapEntry(fields.message()));
    else if (fields.field === Message.customMetadata) metadata = fields.bytes();
    else if (fields.field === Message.data) data = fields.bytes();
    else fields.skip();
  }
  return { id, properties, metadata, data };
}

/** The name in a `StreamIdentifier`: UTF-8 bytes. */
export function readStreamIdentifier(fields: FieldReader): string {
  let name = '';
  while (fields.next()) {
    if (fields.field === StreamIdentifier.name) name = fields.string();
    else fields.skip();
  }
  return name;
}

/** In milliseconds. */
function readTime(fields: FieldReader): number {
  let seconds = 0n;
  let nanos = 0n;
  while (fields.next()) {
    if (fields.field === Time.seconds) seconds = BigInt.asIntN(64, fields.uint64());
    else if (fields.field === Time.nanos) nanos = BigInt.asIntN(64, fields.uint64());
    else fields.skip();
  }
  return Number(seconds) * 1_000 + Number(nanos) / 1_000_000;
}
