import { FieldWriter } from './protobuf.js';
import type { WriteOptions } from './write-request.js';

/** Field numbers of `AppendResp` in streams.proto; those before 20.6.1 are left out. */
const Append = { success: 1, wrongVersion: 2 } as const;
const Success = { revision: 1, noStream: 2, position: 3, noPosition: 4 } as const;
const Wrong = { current: 6, currentNoStream: 7, expected: 8, any: 9, streamExists: 10, noStream: 11 } as const;
/** `DeleteResp` and `TombstoneResp`. */
const Deleted = { position: 1, noPosition: 2 } as const;

/** @param revision -1 when the stream was never written; @param position absent when nothing was written */
export function appendSuccess(revision: bigint, position: bigint | undefined): Buffer {
  const success = writeRevision(new FieldWriter(), Success.revision, Success.noStream, revision);
  if (position === undefined) success.empty(Success.noPosition);
  else success.message(Success.position, positionMessage(position));
  return new FieldWriter().message(Append.success, success).finish();
}

/** @param current last revision of the stream, -1 when it was never written */
export function appendWrongVersion(current: bigint, expected: WriteOptions['expected']): Buffer {
  const wrong = writeRevision(new FieldWriter(), Wrong.current, Wrong.currentNoStream, current);
  if (typeof expected === 'bigint') wrong.uint64(Wrong.expected, expected);
  else if (expected === 'no_stream') wrong.empty(Wrong.noStream);
  else wrong.empty(expected === 'stream_exists' ? Wrong.streamExists : Wrong.any);
  return new FieldWriter().message(Append.wrongVersion, wrong).finish();
}

/** The answer of `Delete` and of `Tombstone`. */
export function deleteSuccess(position: bigint | undefined): Buffer {
  const response = new FieldWriter();
  if (position === undefined) return response.empty(Deleted.noPosition).finish();
  return response.message(Deleted.position, positionMessage(position)).finish();
}

/** Commit and prepare position; a modern server has them equal. */
export function positionMessage(position: bigint): FieldWriter {
  return new FieldWriter().uint64(1, position).uint64(2, position);
}

function writeRevision(writer: FieldWriter, field: number, noStream: number, revision: bigint): FieldWriter {
  return revision < 0n ? writer.empty(noStream) : writer.uint64(field, revision);
}
