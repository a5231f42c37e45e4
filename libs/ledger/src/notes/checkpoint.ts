import { decodeBase64, encodeBase64 } from '../text/base64.js';
import { parseDecimal } from '../text/decimal.js';
import { HASH_BYTES } from '../tree/hashes.js';
import { NoteError } from './note-error.js';

/** State of one log: how many leaves, and the root over them (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Which log: `<prefix>/<workspace>`. */
  readonly origin: string;
  readonly size: bigint;
  readonly root: Buffer;
  /** Opaque further lines; we write none. */
  readonly extensions?: readonly string[];
}

/**
 * The text to be signed.
 * @throws NoteError `malformed` when a line is empty or holds a newline
 */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  const lines = [origin, size.toString(), encodeBase64(root), ...extensions];
  if (lines.some((line) => line === '' || line.includes('\n')))
    throw new NoteError('malformed', 'a line of a checkpoint is not empty and holds no newline');
  return `${lines.join('\n')}\n`;
}

/**
 * Reads the text of an opened note as a checkpoint.
 * @throws NoteError `malformed`
 */
export function parseCheckpoint(text: string): Checkpoint & { readonly extensions: readonly string[] } {
  const [origin, sizeLine, rootLine, ...rest] = text.split('\n');
  const extensions = rest.slice(0, -1);
  const size = parseDecimal(sizeLine ?? '');
  const root = decodeBase64(rootLine ?? '', HASH_BYTES);
  if (!origin || size === undefined || root === undefined || rest.at(-1) !== '' || extensions.includes(''))
    throw new NoteError('malformed', 'a checkpoint is an origin, a size and a root, each on its line');
  return { origin, size, root, extensions };
}
