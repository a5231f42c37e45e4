import type { WrittenAt } from './recent-ids.js';
import { END_OF_TIME } from './stream-metadata.js';

/** What a writer expects of the stream: its last revision, or one of the three special cases. */
export type ExpectedRevision = bigint | 'any' | 'no_stream' | 'stream_exists';

/** What the check knows of the stream. */
export interface StreamState {
  /** Revision of the last event, -1 when never written, the largest 64-bit integer when tombstoned. */
  readonly last: bigint;
  readonly softDeleted: boolean;
  /** True when it has metadata: that alone makes a stream exist. */
  readonly hasMetadata: boolean;
}

/** What to do with an append, or what must be looked at before that can be said. */
export type Check =
  | { readonly kind: 'write' | 'wrong-revision' | 'deleted' }
  /** The stream is further on: is this the same append once more? Compare the events from this revision on. */
  | { readonly kind: 'compare-written'; readonly from: bigint }
  /** No revision to compare at: look the ids up among the recent ones. */
  | { readonly kind: 'compare-recent' };

/** An append that was made before is answered with where it was written then. */
export type Verdict =
  { readonly kind: 'write' | 'wrong-revision' } | { readonly kind: 'again'; readonly at: WrittenAt };

/**
 * The first half of the expected-revision check, in the order of the real server's IndexWriter.CheckCommit: what the
 * head of the stream can answer.
 */
export function checkExpected(expected: ExpectedRevision, stream: StreamState): Check {
  if (stream.last === END_OF_TIME) return { kind: 'deleted' };
  if (expected === 'stream_exists') {
    if (stream.softDeleted) return { kind: 'deleted' };
    if (stream.last < 0n && !stream.hasMetadata) return { kind: 'wrong-revision' };
  }
  if (expected === 'any' || expected === 'stream_exists') return { kind: 'compare-recent' };
  const revision = expected === 'no_stream' ? -1n : expected;
  if (revision === stream.last) return { kind: 'write' };
  return revision > stream.last ? { kind: 'wrong-revision' } : { kind: 'compare-written', from: revision + 1n };
}

/**
 * The second half for 'any' and 'stream_exists'. The scan stops at the first unknown id; a known one followed by an
 * unknown one is an append that mixes old and new events, which the server calls corrupted idempotency.
 */
export function compareRecent(ids: readonly string[], find: (id: string) => WrittenAt | undefined): Verdict {
  let at: WrittenAt | undefined;
  for (const id of ids) {
    const found = find(id);
    if (!found) return { kind: at ? 'wrong-revision' : 'write' };
    at = found;
  }
  return at ? { kind: 'again', at } : { kind: 'write' };
}

/**
 * The second half for an exact revision (or 'no_stream') that the stream has passed: the same append again when the
 * events from there on are exactly these, in this order. `written` holds as many of them as the stream has.
 */
export function compareWritten(
  ids: readonly string[],
  written: readonly (WrittenAt & { readonly id: string })[],
  recreates: boolean,
): Verdict {
  let at: WrittenAt | undefined;
  for (const [i, id] of ids.entries()) {
    const event = written[i];
    // 'no_stream' holds of a deleted stream: it starts over.
    if (event?.id !== id) return { kind: !at && recreates ? 'write' : 'wrong-revision' };
    at = event;
  }
  return at ? { kind: 'again', at } : { kind: 'wrong-revision' };
}
