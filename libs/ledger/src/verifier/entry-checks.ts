import { CSV_HEADER } from '../export/csv.js';
import { ExportError } from '../export/export-error.js';
import type { Manifest } from '../export/manifest.js';
import { Digester, type Digest } from '../export/render-entries.js';
import { HASH_BYTES } from '../tree/hashes.js';
import type { RangeCheck } from '../tree/verify-range.js';
import { RowFault, type JudgedRows } from './judge-rows.js';

/** Where a stream stood when it was last seen. */
interface Seen {
  readonly entry: number;
  readonly withheld: number;
}

/** Checks what the rows of `entries.jsonl` are to one another, in their order, and gathers the CSV that belongs to them. */
export class EntryChecks {
  shown = 0;
  withheld = 0;
  openings = 0;
  erased = 0;
  escapedCells = 0;
  private index: bigint;
  private readonly csv = new Digester();
  /** The one thing that grows: the last entry of each stream in the export, some 150 bytes each. */
  private readonly streams = new Map<string, Seen>();

  constructor(
    private readonly manifest: Manifest,
    private readonly range: RangeCheck,
    /** Subjects whose erasure is proven to be in the tree. */
    private readonly erasedSubjects: ReadonlySet<string>,
  ) {
    this.index = manifest.range.start;
    this.csv.updateText(CSV_HEADER);
  }

  /** Takes the next rows. @throws ExportError, RowFault, ProofError: the first thing that is wrong in the order of the rows */
  take(rows: JudgedRows): void {
    const { hashes, names, streams, failure } = rows;
    const leafHashes = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
    const bad = failure === undefined ? -1 : failure.read ? streams.length - 1 : streams.length;
    let nextErased = 0;
    for (let row = 0; row < streams.length || row === bad; row += 1) {
      const index = this.index;
      if (index === this.manifest.range.end)
        throw new ExportError('bad_row', `more rows than the range, which ends at ${index}`);
      if (row === streams.length) throw new RowFault(failure!.code, failure!.message);
      this.index += 1n;
      this.range.append(leafHashes.subarray(HASH_BYTES * row, HASH_BYTES * (row + 1)));
      const stream = names[streams[row]!];
      if (stream === undefined) {
        this.withheld += 1;
        continue;
      }
      this.shown += 1;
      const foreign = row === bad && failure!.code === 'wrong_workspace';
      if (!foreign) this.checkPlace(index, stream, rows.entries[row]!);
      if (row === bad) throw new RowFault(failure!.code, failure!.message);
      this.openings += rows.opened[row]!;
      const before = nextErased;
      for (; rows.erased[nextErased]?.row === row; nextErased += 1) this.checkErased(index, rows.erased[nextErased]!);
      if (nextErased > before) this.erased += 1;
    }
    this.csv.update(rows.csv);
    this.escapedCells += rows.escapedCells;
  }

  /** What `entries.csv` must be. To be asked once, after the last row. */
  renderedCsv(): Digest {
    if (this.index !== this.manifest.range.end)
      throw new ExportError('bad_row', `the rows end at ${this.index}, the range at ${this.manifest.range.end}`);
    return this.csv.digest();
  }

  /**
   * `entry` counts the ledger's events of a stream, so a gap is an omission, unless rows withheld since the last one could fill it.
   * What came before the range is not known.
   */
  private checkPlace(index: bigint, stream: string, entry: string): void {
    const count = Number(entry);
    const last = this.streams.get(stream) ?? (this.manifest.range.start === 0n ? { entry: 0, withheld: 0 } : undefined);
    if (!Number.isSafeInteger(count) || count < 1 || (last !== undefined && count <= last.entry))
      throw new ExportError('bad_row', `row ${index}: entry ${entry} of ${stream} is repeated or out of order`);
    if (last !== undefined && count - last.entry - 1 > this.withheld - last.withheld)
      throw new ExportError(
        'omitted_entry',
        `row ${index}: an entry of ${stream} between ${last.entry} and ${entry} is missing`,
      );
    this.streams.set(stream, { entry: count, withheld: this.withheld });
  }

  private checkErased(index: bigint, { path, subject }: JudgedRows['erased'][number]): void {
    if (subject === undefined || !this.erasedSubjects.has(subject))
      throw new ExportError('unproven_erasure', `row ${index}: "${path}" is called erased, but no erasure is recorded`);
  }
}
