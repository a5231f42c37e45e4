import { decodeFrame, type RecordedEvent } from '../wire/event-frame.js';
import type { CommitBatch } from './commit-batch.js';
import { checkExpected, compareRecent, compareWritten, type Check, type Verdict } from './expected-revision.js';
import type { Operation, Outcome } from './operation.js';
import type { RecentIds } from './recent-ids.js';
import type { Storage } from './storage.js';
import { isMetastream, metastreamOf, NEVER_WRITTEN, originalOf } from './stream-head.js';
import { END_OF_TIME, isSoftDeleted, restorationFrom, softDeletion } from './stream-metadata.js';

/** What decisions look at beside the batch. */
export interface History {
  readonly storage: Pick<Storage, 'readStream'>;
  readonly recent: RecentIds;
}

/**
 * Decides one operation and writes what follows from it into the batch. Undefined when the answer depends on events of
 * the same batch that are not in the log yet: then the operation must wait for the next batch.
 */
export async function decideOperation(
  operation: Operation,
  batch: CommitBatch,
  history: History,
): Promise<Outcome | undefined> {
  if (operation.abandoned?.()) return { kind: 'abandoned' };
  const { stream, kind } = operation;
  const current = batch.head(stream).last;
  // A tombstone ends the metadata with the stream.
  if (isMetastream(stream) && batch.head(originalOf(stream)).last === END_OF_TIME) return { kind: 'deleted' };
  // Metadata streams have fixed metadata themselves: what is written to theirs is kept and means nothing.
  const metastream = isMetastream(stream) ? NEVER_WRITTEN : batch.head(metastreamOf(stream));
  const hasMetadata = metastream.last >= 0n;

  const state = { last: current, softDeleted: isSoftDeleted(metastream.metadata), hasMetadata };
  const check = checkExpected(operation.expected, state);
  if (check.kind === 'deleted') return { kind: 'deleted' };
  // Deletions have no ids to be recognised by; what was never written cannot be deleted, only tombstoned.
  if (kind !== 'append') {
    const startsOver = state.softDeleted && operation.expected === 'no_stream';
    const refused = check.kind === 'wrong-revision' || (check.kind === 'compare-written' && !startsOver);
    if (refused || (kind === 'delete' && current < 0n && !hasMetadata)) return { kind: 'wrong-revision', current };
    const record = kind === 'delete' ? batch.appendMetadata(stream, softDeletion) : batch.tombstone(stream);
    return { kind: 'done', revision: record.revision, position: record.position };
  }

  const verdict = await recognise(check, operation, batch, history, state.softDeleted);
  if (!verdict) return undefined;
  if (verdict.kind === 'wrong-revision') return { kind: 'wrong-revision', current };
  if (verdict.kind === 'again') return { kind: 'done', ...verdict.at };
  return write(operation, batch);
}

async function recognise(
  check: Check,
  { stream, expected, events }: Operation,
  batch: CommitBatch,
  { storage, recent }: History,
  softDeleted: boolean,
): Promise<Verdict | undefined> {
  const ids = events.map((event) => event.id);
  if (check.kind === 'compare-recent') {
    if (ids.some((id) => batch.writes(stream, id))) return undefined;
    return compareRecent(ids, (id) => recent.find(stream, id));
  }
  if (check.kind === 'compare-written') {
    if (batch.touches(stream)) return undefined;
    const written = await readWritten(storage, stream, check.from, ids.length);
    return compareWritten(ids, written, softDeleted && expected === 'no_stream');
  }
  return { kind: check.kind === 'write' ? 'write' : 'wrong-revision' };
}

async function readWritten(storage: History['storage'], stream: string, from: bigint, count: number) {
  const written: RecordedEvent[] = [];
  while (written.length < count) {
    const range = { from: from + BigInt(written.length), limit: count - written.length };
    const page = await storage.readStream(stream, { direction: 'forwards', ...range });
    if (page.length === 0) break;
    written.push(...page.map(decodeFrame));
  }
  return written;
}

function write({ stream, events }: Operation, batch: CommitBatch): Outcome {
  const before = batch.head(stream).last;
  if (events.length === 0) return { kind: 'done', revision: before };
  const original = isMetastream(stream) ? originalOf(stream) : stream;
  const wasDeleted = isSoftDeleted(batch.head(metastreamOf(original)).metadata);
  const records = events.map((event) => batch.append(stream, event));
  if (wasDeleted) {
    // Old events stay hidden: the stream goes on being truncated before the first event written since.
    const from = isMetastream(stream) ? batch.head(original).last + 1n : before + 1n;
    const metadata = batch.head(metastreamOf(original)).metadata ?? { raw: {} };
    batch.appendMetadata(original, restorationFrom(from, metadata));
  }
  const last = records[records.length - 1]!;
  return { kind: 'done', revision: last.revision, position: last.position };
}
