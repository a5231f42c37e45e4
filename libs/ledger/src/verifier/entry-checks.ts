import { CSV_HEADER, csvLine } from '../export/csv.js';
import { ExportError } from '../export/export-error.js';
import { readRow } from '../export/entry-row.js';
import type { Manifest } from '../export/manifest.js';
import { Digester, type Digest } from '../export/render-entries.js';
import { commitmentsOf } from '../leaf/commitment.js';
import { LeafError } from '../leaf/leaf.js';
import { checkOpenings, type ReadOpenings } from '../leaf/opening.js';
import type { Leaf } from '../leaf/read-leaf.js';
import { hashLeaf } from '../tree/hashes.js';
import type { RangeCheck } from '../tree/verify-range.js';

/** Where a stream stood when it was last seen. */
interface Seen {
  readonly entry: number;
  readonly withheld: number;
}

/** Checks the rows of `entries.jsonl`, one after the other, and renders the CSV that belongs to them. */
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

  /** Checks the next line. @throws ExportError, LeafError, InvalidJson, ProofError */
  row(line: Buffer): void {
    const index = this.index;
    if (index === this.manifest.range.end)
      throw new ExportError('bad_row', `more rows than the range, which ends at ${index}`);
    const row = readRow(index, line);
    this.index += 1n;
    if ('hash' in row) {
      this.range.append(row.hash);
      this.withheld += 1;
      return;
    }
    this.range.append(hashLeaf(row.leafBytes));
    this.shown += 1;
    this.checkPlace(index, row.leaf);
    this.checkOpenings(index, row.leaf, row.open);
    const { text, escapedCells } = csvLine(index, row.leaf, row.open);
    this.csv.updateText(text);
    this.escapedCells += escapedCells;
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
  private checkPlace(index: bigint, { workspace, stream, entry }: Leaf): void {
    if (workspace !== this.manifest.workspace)
      throw new ExportError('wrong_workspace', `row ${index} belongs to workspace ${workspace}`);
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

  private checkOpenings(index: bigint, leaf: Leaf, open: ReadOpenings): void {
    const commitments = commitmentsOf(leaf);
    try {
      const erased = checkOpenings(commitments, open);
      for (const { path, subject } of erased)
        if (subject === undefined || !this.erasedSubjects.has(subject))
          throw new ExportError(
            'unproven_erasure',
            `row ${index}: "${path}" is called erased, but no erasure is recorded`,
          );
      this.openings += commitments.length - erased.length;
      if (erased.length > 0) this.erased += 1;
    } catch (error) {
      if (error instanceof LeafError) throw new ExportError('bad_opening', `row ${index}: ${error.message}`);
      throw error;
    }
  }
}
