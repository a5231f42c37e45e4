import type { EventStoreDBClient } from '@eventstore/db-client';
import { Client, status, type Channel } from '@grpc/grpc-js';
import type { RawEvent } from './events.js';
import { FieldReader, FieldWriter } from './wire-fields.js';

/*
 * Reads of the log, over the client's own connection and with its credentials, but collected and decoded here: the client makes a stream
 * of objects of every read, builds some ten for every event and copies its data three times, which is half of what a command on a
 * conversation not yet known costs. Field numbers are those of EventStoreDB's streams.proto.
 */

/** Where to read and how many events at most. */
export type ReadRequest = { readonly maxCount: number; readonly backwards?: boolean } & (
  | { readonly stream: string; readonly from: bigint }
  /** The whole log: from the event at a position, or from an end of it. Backwards the event at the position is not among them. */
  | { readonly all: bigint | 'start' | 'end' }
);

const method = '/event_store.client.streams.Streams/Read';

/** A read under way. Whoever does not wait for its end cancels it. */
export interface Reading {
  /** @throws what the server or the connection said, as gRPC tells it */
  readonly events: Promise<RawEvent[]>;
  cancel(): void;
}

export function startRead(client: EventStoreDBClient, request: ReadRequest): Reading {
  // Meant for subclasses; but `connectionString` makes the client itself, so there can be none.
  const [metadata, { credentials }] = client['callArguments']({}, { deadline: Infinity });
  let underWay: Call | 'not yet' | 'ended' = 'not yet';
  const answered = (grpc: Client) =>
    new Promise<Buffer[]>((resolve, reject) => {
      if (underWay === 'ended') return reject(new Error('the read was cancelled'));
      const messages: Buffer[] = [];
      const call = (underWay = grpc.getChannel().createCall(method, Infinity, null, null, null));
      if (credentials !== undefined) call.setCredentials(credentials);
      call.start(metadata, {
        onReceiveMetadata: () => undefined,
        onReceiveMessage: (message: Buffer) => {
          messages.push(message);
          call.startRead();
        },
        onReceiveStatus: (answer) => {
          underWay = 'ended';
          if (answer.code === status.OK) resolve(messages);
          else reject(Object.assign(new Error(`${status[answer.code]}: ${answer.details}`), answer));
        },
      });
      call.sendMessageWithContext({}, encodeRequest(request));
      call.startRead();
      call.halfClose();
    });
  return {
    events: client['execute'](Client, 'read', answered).then((messages) => messages.flatMap(eventsOf)),
    cancel: () => {
      // One that has ended is left alone, since HTTP/2 servers hang up on a client that resets more than a few dozen calls a second.
      if (typeof underWay === 'object') underWay.cancelWithStatus(status.CANCELLED, 'nobody waits for it');
      underWay = 'ended';
    },
  };
}

type Call = ReturnType<Channel['createCall']>;

const empty = new FieldWriter(0);

function encodeRequest(request: ReadRequest): Buffer {
  const options = new FieldWriter();
  if ('stream' in request) {
    const identifier = new FieldWriter().string(3, request.stream);
    options.message(1, new FieldWriter().message(1, identifier).uint64(2, request.from));
  } else if (request.all === 'start') options.message(2, new FieldWriter().message(2, empty));
  else if (request.all === 'end') options.message(2, new FieldWriter().message(3, empty));
  else
    options.message(2, new FieldWriter().message(1, new FieldWriter().uint64(1, request.all).uint64(2, request.all)));
  if (request.backwards) options.uint64(3, 1n);
  options.uint64(5, BigInt(request.maxCount));
  // No filter, and ids as text.
  options.message(8, empty).message(9, new FieldWriter().message(2, empty));
  return new FieldWriter().message(1, options).finish();
}

/** The event of a `ReadResp`, if it carries one; else it says, for one, that there is no such stream. */
function eventsOf(response: Buffer): RawEvent[] {
  const fields = new FieldReader(response);
  while (fields.next()) {
    if (fields.field !== 1) fields.skip();
    else {
      const resolved = fields.message();
      while (resolved.next()) {
        if (resolved.field === 1) return [recorded(resolved.message())];
        resolved.skip();
      }
    }
  }
  return [];
}

function recorded(fields: FieldReader): RawEvent {
  const event = { eventId: '', stream: '', revision: 0n, position: 0n };
  const named: Record<string, string> = {};
  let data: Buffer | undefined;
  let metadata: Buffer | undefined;
  while (fields.next()) {
    switch (fields.field) {
      case 1:
        event.eventId = fields.message().textAt(2);
        break;
      case 2:
        event.stream = fields.message().textAt(3);
        break;
      case 3:
        event.revision = fields.uint64();
        break;
      case 5:
        event.position = fields.uint64();
        break;
      case 6: {
        const [key, value] = entry(fields.message());
        named[key] = value;
        break;
      }
      case 7:
        metadata = fields.bytes();
        break;
      case 8:
        data = fields.bytes();
        break;
      default:
        fields.skip();
    }
  }
  return {
    ...event,
    type: named['type'] ?? '',
    data: named['content-type'] === 'application/json' ? parsed(data) : data,
    metadata: parsed(metadata),
    // 100 ns ticks since 1970.
    created: new Date(Number(named['created']?.slice(0, -4) ?? 0)),
  };
}

/** What is no JSON comes as its bytes: the codec says what is wrong with the event. */
function parsed(bytes: Buffer | undefined): unknown {
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return bytes;
  }
}

function entry(fields: FieldReader): [key: string, value: string] {
  let key = '';
  let value = '';
  while (fields.next()) {
    if (fields.field === 1) key = fields.string();
    else if (fields.field === 2) value = fields.string();
    else fields.skip();
  }
  return [key, value];
}
