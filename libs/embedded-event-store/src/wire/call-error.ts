import { Metadata, status, type StatusObject } from '@grpc/grpc-js';

/**
 * An error that ends one call. The client tells the kinds apart by the trailer `exception`, and reads the other
 * trailers of that kind unconditionally: leaving one out makes its promise pend for ever.
 */
export class CallError extends Error implements Partial<StatusObject> {
  readonly details: string;
  readonly metadata = new Metadata();

  constructor(
    readonly code: status,
    message: string,
    trailers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.details = message;
    for (const [name, value] of Object.entries(trailers)) this.metadata.set(name, asciiTrailer(value));
  }
}

/** Header values are ASCII in gRPC, stream names are not: everything else is percent-encoded. */
function asciiTrailer(value: string): string {
  return /^[\x20-\x7e]*$/.test(value) ? value : encodeURI(value);
}

export function invalidArgument(message: string): CallError {
  return new CallError(status.INVALID_ARGUMENT, message);
}

export function streamDeleted(stream: string): CallError {
  return new CallError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
}

/**
 * @param expected as the protocol has it: -2 any, -1 no stream, -4 stream exists
 * @param current last revision, -1 when never written
 */
export function wrongExpectedVersion(stream: string, expected: bigint, current: bigint): CallError {
  return new CallError(
    status.FAILED_PRECONDITION,
    `Append failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${current}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      'actual-version': String(current),
    },
  );
}

export function maximumAppendSizeExceeded(maxAppendBytes: number): CallError {
  return new CallError(status.INVALID_ARGUMENT, `Maximum Append Size of ${maxAppendBytes} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(maxAppendBytes),
  });
}

export function missingMetadataProperty(property: string): CallError {
  return new CallError(status.INVALID_ARGUMENT, `Required Metadata Property '${property}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });
}
