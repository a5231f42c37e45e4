import { decodeFrame } from '../wire/event-frame.js';
import type { StoredHead } from './storage.js';
import { END_OF_TIME, parseStreamMetadata, type StreamMetadata } from './stream-metadata.js';

/** Where a stream stands. */
export interface StreamHead {
  /** Revision of the last event; -1 when never written, the largest 64-bit integer when tombstoned. */
  readonly last: bigint;
  /** Of a metadata stream: what its last event says of the stream it describes. */
  readonly metadata?: StreamMetadata;
}

export const NEVER_WRITTEN: StreamHead = { last: -1n };
export const TOMBSTONED: StreamHead = { last: END_OF_TIME };

/** Every stream `s` may have a metadata stream `$$s`; the prefix is the server's (SystemStreams.IsMetastream). */
export const metastreamOf = (stream: string): string => `$$${stream}`;
export const isMetastream = (stream: string): boolean => stream.startsWith('$$');
export const originalOf = (metastream: string): string => metastream.slice(2);

/** The streams whose heads decide what an operation on `stream` may do. */
export function relatedStreams(stream: string): string[] {
  return isMetastream(stream) ? [stream, metastreamOf(stream), originalOf(stream)] : [stream, metastreamOf(stream)];
}

/** The head that a storage reports, with metadata read from the last frame of a metadata stream. */
export function headOf(stream: string, { last, lastFrame }: StoredHead): StreamHead {
  if (!isMetastream(stream) || !lastFrame || last === END_OF_TIME) return { last };
  return { last, metadata: parseStreamMetadata(decodeFrame(lastFrame).data) };
}
