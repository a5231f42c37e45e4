import type { ExpectedRevision } from '../log/expected-revision.js';
import { invalidArgument } from '../wire/call-error.js';
import type { WriteOptions } from '../wire/write-request.js';
import { writableStream } from './stream-name.js';

/** What a writing call is about. */
export interface WriteTarget {
  readonly stream: string;
  readonly expected: ExpectedRevision;
}

/** @throws CallError INVALID_ARGUMENT when the options are incomplete or name what cannot be written */
export function writeTarget(options: WriteOptions): WriteTarget {
  const stream = writableStream(options.stream);
  if (options.expected === undefined) throw invalidArgument('The call says what revision it expects.');
  return { stream, expected: options.expected };
}
