import { writeCsvLine } from '../export/csv.js';
import { readRow, type ReadRow } from '../export/entry-row.js';
import { ExportError } from '../export/export-error.js';
import { TextBuffer } from '../export/text-buffer.js';
import { InvalidJson } from '../json/strict-json.js';
import { commitmentsOf } from '../leaf/commitment.js';
import { LeafError } from '../leaf/leaf.js';
import { checkOpenings } from '../leaf/opening.js';
import { HASH_BYTES, hashLeaf } from '../tree/hashes.js';

/** Some whole lines of `entries.jsonl`, each with its newline. */
export interface RowBatch {
  readonly lines: Uint8Array;
  readonly count: number;
  /** Index of the first one. */
  readonly start: bigint;
  readonly workspace: string;
}

/** Why a row is not what it should be; `unexpected` when judging it stumbled. */
export class RowFault extends Error {
  override readonly name = 'RowFault';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What rows say by themselves, apart from what stands before them: plain data, so that another thread may have found it. */
export interface JudgedRows {
  /** Leaf hashes, 32 bytes each, also that of the row that failed when it could be read. */
  readonly hashes: Uint8Array;
  /** Each stream once: many rows are of few, and texts are what is dear to hand to another thread. */
  readonly names: readonly string[];
  /** By row: the stream of its leaf among `names`, -1 for a withheld one; the entry that it says it is; openings that are true. */
  readonly streams: readonly number[];
  readonly entries: readonly string[];
  readonly opened: readonly number[];
  /** Commitments that are called erased, in order; `row` counts within the batch. */
  readonly erased: readonly { readonly row: number; readonly path: string; readonly subject: string | undefined }[];
  /** The lines of the CSV that belong to the rows. */
  readonly csv: Uint8Array;
  readonly escapedCells: number;
  /** Nothing is known of later rows. Unless it was read, it is in none of the lists. */
  readonly failure?: { readonly read: boolean; readonly code: string; readonly message: string };
}

const WITHHELD = -1;
type Found = {
  -readonly [key in keyof JudgedRows]: JudgedRows[key] extends readonly (infer Each)[] ? Each[] : JudgedRows[key];
};
const csvLines = new TextBuffer();

/** Judges rows up to the first that fails. The CSV is good until the call after the next. */
export function judgeRows({ lines, count, start, workspace }: RowBatch): JudgedRows {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  const hashes = Buffer.allocUnsafeSlow(HASH_BYTES * count);
  const found: Found = {
    hashes,
    names: [],
    streams: [],
    entries: [],
    opened: [],
    erased: [],
    csv: hashes,
    escapedCells: 0,
  };
  const places = new Map<string, number>();
  let at = 0;
  for (let row = 0; row < count; row += 1) {
    const end = bytes.indexOf(0x0a, at);
    try {
      judgeRow(start + BigInt(row), bytes.subarray(at, end), workspace, found, places);
    } catch (error) {
      found.failure = { read: found.streams.length > row, ...faultOf(error) };
      break;
    }
    at = end + 1;
  }
  found.csv = csvLines.take();
  return found;
}

function judgeRow(index: bigint, line: Buffer, workspace: string, found: Found, places: Map<string, number>): void {
  const row: ReadRow = readRow(index, line);
  const at = found.streams.length;
  found.hashes.set('hash' in row ? row.hash : hashLeaf(row.leafBytes), HASH_BYTES * at);
  found.opened.push(0);
  if ('hash' in row) {
    found.streams.push(WITHHELD);
    found.entries.push('');
    return;
  }
  const { leaf, open } = row;
  let place = places.get(leaf.stream);
  if (place === undefined) {
    place = found.names.push(leaf.stream) - 1;
    places.set(leaf.stream, place);
  }
  found.streams.push(place);
  found.entries.push(leaf.entry);
  if (leaf.workspace !== workspace)
    throw new ExportError('wrong_workspace', `row ${index} belongs to workspace ${leaf.workspace}`);
  const commitments = commitmentsOf(leaf);
  const erased = openingsChecked(index, () => checkOpenings(commitments, open));
  for (const { path, subject } of erased) found.erased.push({ row: at, path, subject });
  found.opened[at] = commitments.length - erased.length;
  found.escapedCells += writeCsvLine(csvLines, index, leaf, open);
}

function openingsChecked<Checked>(index: bigint, check: () => Checked): Checked {
  try {
    return check();
  } catch (error) {
    if (error instanceof LeafError) throw new ExportError('bad_opening', `row ${index}: ${error.message}`);
    throw error;
  }
}

function faultOf(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof ExportError || error instanceof LeafError || error instanceof InvalidJson)
    return { code: error.code, message: error.message };
  return { code: 'unexpected', message: String(error) };
}
