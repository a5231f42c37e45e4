import { status } from '@grpc/grpc-js';
import { FieldWriter } from './protobuf.js';
import type { WriteOptions } from './write-request.js';
import { positionMessage } from './write-response.js';

/** The answer to one append of a `BatchAppend` call. */
export type BatchAppendAnswer =
  /** `revision` is -1 when nothing was ever written to the stream, `position` absent when this append wrote nothing. */
  | { readonly kind: 'success'; readonly revision: bigint; readonly position?: bigint | undefined }
  | { readonly kind: 'wrong-revision'; readonly current: bigint }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'too-large'; readonly maxAppendBytes: number }
  | { readonly kind: 'bad-request' | 'unknown'; readonly message: string };

/** Field numbers of streams.proto, shared.proto and google/rpc/status.proto. */
const Response = { correlationId: 1, error: 2, success: 3, stream: 4 } as const;
const Expected = { position: 5, noStream: 6, any: 7, streamExists: 8 } as const;
const Success = { revision: 1, noStream: 2, position: 3, noPosition: 4 } as const;
const Status = { code: 1, message: 2, details: 3 } as const;
const Any = { typeUrl: 1, value: 2 } as const;
const WrongVersion = { current: 1, noStream: 2, expected: 3, any: 4, streamExists: 5, expectedNoStream: 6 } as const;

/** The `BatchAppendResp`. It always names the stream: the client reads it for every error. */
export function encodeBatchAppendResponse(
  correlationId: string,
  options: WriteOptions,
  answer: BatchAppendAnswer,
): Buffer {
  const response = new FieldWriter(256).message(Response.correlationId, new FieldWriter().string(2, correlationId));
  if (answer.kind === 'success') response.message(Response.success, success(answer.revision, answer.position));
  else response.message(Response.error, error(answer, options));
  response.message(Response.stream, streamIdentifier(options.stream));
  const { expected } = options;
  if (typeof expected === 'bigint') response.uint64(Expected.position, expected);
  else if (expected === 'no_stream') response.empty(Expected.noStream);
  else if (expected === 'any') response.empty(Expected.any);
  else if (expected === 'stream_exists') response.empty(Expected.streamExists);
  return response.finish();
}

function success(revision: bigint, position: bigint | undefined): FieldWriter {
  const writer = new FieldWriter();
  if (revision < 0n) writer.empty(Success.noStream);
  else writer.uint64(Success.revision, revision);
  if (position === undefined) return writer.empty(Success.noPosition);
  return writer.message(Success.position, positionMessage(position));
}

/** Codes as the real server's Streams.BatchAppend.cs has them; the client goes by the type of the details alone. */
function error(answer: Exclude<BatchAppendAnswer, { kind: 'success' }>, options: WriteOptions): FieldWriter {
  switch (answer.kind) {
    case 'wrong-revision':
      return rpcStatus(
        status.ALREADY_EXISTS,
        'Append failed due to WrongExpectedVersion',
        'event_store.client.WrongExpectedVersion',
        wrongVersion(answer.current, options.expected),
      );
    case 'deleted':
      return rpcStatus(
        status.FAILED_PRECONDITION,
        `Event stream '${options.stream}' is deleted.`,
        'event_store.client.StreamDeleted',
        new FieldWriter().message(1, streamIdentifier(options.stream)),
      );
    case 'timeout':
      return rpcStatus(status.DEADLINE_EXCEEDED, 'Timeout', 'event_store.client.Timeout');
    case 'too-large':
      return rpcStatus(
        status.INVALID_ARGUMENT,
        `Maximum Append Size of ${answer.maxAppendBytes} Exceeded.`,
        'event_store.client.MaximumAppendSizeExceeded',
        new FieldWriter().uint64(1, BigInt(answer.maxAppendBytes)),
      );
    case 'bad-request':
      return rpcStatus(
        status.INVALID_ARGUMENT,
        answer.message,
        'event_store.client.BadRequest',
        new FieldWriter(answer.message.length + 16).string(1, answer.message),
      );
    case 'unknown':
      return rpcStatus(status.UNKNOWN, answer.message, 'event_store.client.Unknown');
  }
}

function wrongVersion(current: bigint, expected: WriteOptions['expected']): FieldWriter {
  const writer = new FieldWriter();
  if (current < 0n) writer.empty(WrongVersion.noStream);
  else writer.uint64(WrongVersion.current, current);
  if (typeof expected === 'bigint') return writer.uint64(WrongVersion.expected, expected);
  if (expected === 'no_stream') return writer.empty(WrongVersion.expectedNoStream);
  return writer.empty(expected === 'stream_exists' ? WrongVersion.streamExists : WrongVersion.any);
}

function rpcStatus(code: number, message: string, type: string, details = new FieldWriter()): FieldWriter {
  const any = new FieldWriter(256)
    .string(Any.typeUrl, `type.googleapis.com/${type}`)
    .bytes(Any.value, details.finish());
  return new FieldWriter(512)
    .uint64(Status.code, BigInt(code))
    .string(Status.message, message)
    .message(Status.details, any);
}

function streamIdentifier(stream: string): FieldWriter {
  return new FieldWriter(stream.length + 16).string(3, stream);
}
