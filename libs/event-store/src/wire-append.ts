import type { EventStoreDBClient } from '@eventstore/db-client';
import { Client, type ClientDuplexStream, type StatusObject } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import type { EncodedEvent } from './events.js';
import { FieldReader, FieldWriter } from './wire-fields.js';

/*
 * Appends to the log, over the client's own connection and with its credentials, but encoded here: the client turns every event into
 * base64 and back, twice, and lets the end of one call fail the waiting appends of every client in the process.
 * Field numbers are those of EventStoreDB's streams.proto and google/rpc/status.proto.
 */

const method = '/event_store.client.streams.Streams/BatchAppend';

/** What the server said of one append. */
export type AppendAnswer =
  | { readonly kind: 'appended'; readonly revision: bigint; readonly position: bigint | undefined }
  | { readonly kind: 'wrong_revision' }
  | { readonly kind: 'refused'; readonly reason: string };

type Call = ClientDuplexStream<Buffer, Answered>;

interface Answered {
  readonly correlationId: string;
  readonly answer: AppendAnswer;
}

interface Waiting {
  readonly resolve: (answer: AppendAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** The appends of one client: all go through one call for as long as it lives, and the next opens another. */
export class BatchAppends {
  private readonly calls = new WeakMap<Client, Call | Promise<Call>>();
  private readonly waiting = new WeakMap<Call, Map<string, Waiting>>();

  constructor(private readonly client: EventStoreDBClient) {}

  /**
   * Sends events, as `encodeEvents` made them, to stand in a stream behind the one at `expected`. The same bytes may be sent again.
   * Waits for as long as the call lives: whoever cannot gives up by themselves.
   *
   * @param within milliseconds after which the server need not begin any more
   * @throws Error when the call ended without an answer: what became of the append is unknown
   */
  async append(stream: string, expected: bigint | 'no_stream', events: Buffer, within: number): Promise<AppendAnswer> {
    const call = await this.open();
    const correlationId = randomUUID();
    const request = requestOf(correlationId, stream, expected, events, Date.now() + within);
    return new Promise((resolve, reject) => {
      this.waiting.get(call)!.set(correlationId, { resolve, reject });
      call.write(request, (error: Error | null | undefined) => error && reject(error));
    });
  }

  private open(): Promise<Call> {
    // Meant for subclasses; but `connectionString` makes the client itself, so there can be none.
    const [metadata, options] = this.client['callArguments']({}, { deadline: Infinity });
    const begin = (grpc: Client) =>
      this.listen(
        grpc,
        grpc.makeBidiStreamRequest(method, (sent: Buffer) => sent, decodeAnswer, metadata, options),
      );
    return this.client['GRPCStreamCreator'](Client, 'append', begin, this.calls)();
  }

  private listen(grpc: Client, call: Call): Call {
    const waiting = new Map<string, Waiting>();
    this.waiting.set(call, waiting);
    const fail = (error: Error) => {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    call.on('data', ({ correlationId, answer }: Answered) => {
      waiting.get(correlationId)?.resolve(answer);
      waiting.delete(correlationId);
    });
    call.on('error', fail);
    // However it ended: a server may end it without an error.
    call.on('status', ({ details }: StatusObject) => {
      this.calls.delete(grpc);
      call.end();
      fail(new Error(`the event store ended the call: ${details}`));
    });
    return call;
  }
}

/** The events of one append as bytes, final: a retry sends the very same. */
export function encodeEvents(events: readonly EncodedEvent[]): Buffer {
  const request = new FieldWriter(2_048 * events.length);
  for (const { id, type, data, metadata } of events) {
    const message = new FieldWriter(2_048)
      .message(1, uuid(id))
      .message(2, entry('type', type))
      .message(2, entry('content-type', 'application/json'))
      .string(3, JSON.stringify(metadata))
      .string(4, JSON.stringify(data));
    request.message(3, message);
  }
  return request.finish();
}

const nothing = new FieldWriter(0);

function requestOf(
  correlationId: string,
  stream: string,
  expected: bigint | 'no_stream',
  events: Buffer,
  deadline: number,
): Buffer {
  const options = new FieldWriter(128).message(1, new FieldWriter().string(3, stream));
  if (expected === 'no_stream') options.message(3, nothing);
  else options.uint64(2, expected);
  options.message(6, new FieldWriter().uint64(1, BigInt(Math.floor(deadline / 1_000))));
  const head = new FieldWriter(256).message(1, uuid(correlationId)).message(2, options);
  return Buffer.concat([head.finish(), events, new FieldWriter().uint64(4, 1n).finish()]);
}

function uuid(id: string): FieldWriter {
  return new FieldWriter().string(2, id);
}

function entry(key: string, value: string): FieldWriter {
  return new FieldWriter().string(1, key).string(2, value);
}

function decodeAnswer(response: Buffer): Answered {
  const fields = new FieldReader(response);
  let correlationId = '';
  let answer: AppendAnswer = { kind: 'refused', reason: 'an answer without a result' };
  while (fields.next()) {
    if (fields.field === 1) correlationId = fields.message().textAt(2);
    else if (fields.field === 2) answer = refusal(fields.message());
    else if (fields.field === 3) answer = success(fields.message());
    else fields.skip();
  }
  return { correlationId, answer };
}

function success(fields: FieldReader): AppendAnswer {
  let revision = 0n;
  let position: bigint | undefined;
  while (fields.next()) {
    if (fields.field === 1) revision = fields.uint64();
    else if (fields.field === 3) position = commitOf(fields.message());
    else fields.skip();
  }
  return { kind: 'appended', revision, position };
}

function commitOf(fields: FieldReader): bigint {
  let commit = 0n;
  while (fields.next()) {
    if (fields.field === 1) commit = fields.uint64();
    else fields.skip();
  }
  return commit;
}

/** What kind of refusal it is, only the type of its details says. */
function refusal(fields: FieldReader): AppendAnswer {
  let message = '';
  let type = '';
  while (fields.next()) {
    if (fields.field === 2) message = fields.string();
    else if (fields.field === 3) type = fields.message().textAt(1);
    else fields.skip();
  }
  if (type.endsWith('/event_store.client.WrongExpectedVersion')) return { kind: 'wrong_revision' };
  return { kind: 'refused', reason: `${message} (${type})` };
}
