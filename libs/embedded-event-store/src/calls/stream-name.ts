import { invalidArgument } from '../wire/call-error.js';

/** Beyond this an index entry of the storage could not hold it. */
const MAX_BYTES = 1_024;

/** Names that would be the prefix of a metadata stream alone, or that mean the whole log. */
const RESERVED = new Set(['', '$', '$$', '$all', '$$$all']);

/** @throws CallError INVALID_ARGUMENT when a stream of this name cannot be written */
export function writableStream(name: string): string {
  if (RESERVED.has(name)) throw invalidArgument(`'${name}' is not a stream that can be written.`);
  return readableStream(name);
}

/** @throws CallError INVALID_ARGUMENT when there cannot be a stream of this name */
export function readableStream(name: string): string {
  if (name === '') throw invalidArgument('The stream name is empty.');
  if (name.includes('\0')) throw invalidArgument('A stream name cannot hold the character NUL.');
  if (Buffer.byteLength(name) > MAX_BYTES) throw invalidArgument(`A stream name is at most ${MAX_BYTES} bytes long.`);
  return name;
}
