import { createHash } from 'node:crypto';
import type { Opening, Openings, ReadOpenings } from '../leaf/opening.js';
import { readLeafText } from '../leaf/read-leaf.js';
import { CSV_HEADER, writeCsvLine } from './csv.js';
import { formatRow, type EntryRow } from './entry-row.js';
import type { Counts } from './manifest.js';
import { TextBuffer } from './text-buffer.js';

/** What has been rendered into a file so far. */
export interface Digest {
  readonly bytes: bigint;
  readonly sha256: string;
}

/** Counts bytes and hashes them as they pass. */
export class Digester {
  private readonly hash = createHash('sha256');
  private bytes = 0;
  private pending = '';

  update(chunk: Uint8Array): void {
    if (this.pending !== '') this.flush();
    this.bytes += chunk.length;
    this.hash.update(chunk);
  }

  /** Text in small pieces: gathered, since a call into the hash costs more than a line's bytes. */
  updateText(text: string): void {
    this.pending += text;
    if (this.pending.length >= 1 << 15) this.flush();
  }

  private flush(): void {
    const text = this.pending;
    this.pending = '';
    this.update(Buffer.from(text));
  }

  /** Of what has passed so far; more may follow. */
  digest(): Digest {
    this.flush();
    return { bytes: BigInt(this.bytes), sha256: this.hash.copy().digest('hex') };
  }
}

/** The lines of some entries, for the two files; none in the CSV for a withheld one. What was counted are plain numbers. */
export interface RenderedEntries {
  readonly jsonl: Uint8Array;
  readonly csv: Uint8Array;
  readonly counts: Readonly<Record<keyof Counts, number>>;
}

/** Renders entries wherever it may be, another thread than the one that adds them up (`EntryRenderer`). */
export class EntryLines {
  private readonly lines = new TextBuffer();
  private readonly csvLines = new TextBuffer();
  private counts = { matched: 0, withheld: 0, erased: 0, escapedCells: 0 };

  /** Entries from `index` on, behind those that were not taken yet. @throws LeafError, InvalidJson when the text of a leaf is none */
  add(index: bigint, rows: readonly EntryRow[]): void {
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i]!;
      const at = index + BigInt(i);
      this.lines.add(formatRow(at, row));
      if ('hash' in row) this.counts.withheld += 1;
      else this.shown(at, row);
    }
  }

  /** The lines since the last time; their bytes are good until the call after the next. */
  take(): RenderedEntries {
    const { counts } = this;
    this.counts = { matched: 0, withheld: 0, erased: 0, escapedCells: 0 };
    return { jsonl: this.lines.take(), csv: this.csvLines.take(), counts };
  }

  private shown(index: bigint, { leaf, read, open }: Extract<EntryRow, { leaf: string }>): void {
    const openings = inOrderOfPaths(open);
    this.counts.escapedCells += writeCsvLine(this.csvLines, index, read ?? readLeafText(leaf), openings);
    this.counts.matched += 1;
    for (const opening of openings.values())
      if (opening.erased) {
        this.counts.erased += 1;
        break;
      }
  }
}

/** Takes what was spooled before an interruption. */
export interface Resumption {
  readonly jsonl: (chunk: Buffer) => void;
  readonly csv: (chunk: Buffer) => void;
  readonly matches: () => boolean;
}

/** What was rendered so far. */
export interface Totals {
  /** Where the next entry goes. */
  readonly end: bigint;
  readonly jsonl: Digest;
  /** With its header line. */
  readonly csv: Digest;
  readonly counts: Counts;
}

const none: ReadOpenings = new Map();

function inOrderOfPaths(open: Openings): ReadOpenings {
  const paths = Object.keys(open);
  if (paths.length === 0) return none;
  if (paths.length > 1) paths.sort();
  const openings = new Map<string, Opening>();
  for (const path of paths) openings.set(path, open[path]!);
  return openings;
}

/**
 * Adds up the entries of a range, in order, that become `entries.jsonl` and `entries.csv`, some at a time: the caller writes the lines
 * to two spool files and asks for the totals at the end. An interrupted export goes on where the totals it kept say (`resume`), once it
 * has given what was spooled until there.
 */
export class EntryRenderer {
  private readonly jsonl = new Digester();
  private readonly csv = new Digester();
  private readonly here = new EntryLines();
  private matched = 0;
  private withheld = 0;
  private erased = 0;
  private escapedCells = 0;

  constructor(private index: bigint) {
    this.csv.updateText(CSV_HEADER);
  }

  /** Where the next entry goes. */
  get next(): bigint {
    return this.index;
  }

  /**
   * Goes on after an interruption, once it was given what had been spooled until then: the lines, without the CSV's header.
   * `matches` says whether that is what the totals speak of; if not, this renderer is of no use.
   */
  resume({ end, jsonl, csv, counts }: Totals): Resumption {
    this.index = end;
    this.matched = Number(counts.matched);
    this.withheld = Number(counts.withheld);
    this.erased = Number(counts.erased);
    this.escapedCells = Number(counts.escapedCells);
    return {
      jsonl: (chunk) => this.jsonl.update(chunk),
      csv: (chunk) => this.csv.update(chunk),
      matches: () => this.jsonl.digest().sha256 === jsonl.sha256 && this.csv.digest().sha256 === csv.sha256,
    };
  }

  /** The next entries. @throws LeafError, InvalidJson when the text of a leaf is none */
  render(rows: readonly EntryRow[]): RenderedEntries {
    this.here.add(this.index, rows);
    const rendered = this.here.take();
    this.add(rendered);
    return rendered;
  }

  /** The next entries, rendered by an `EntryLines` elsewhere. */
  add({ jsonl, csv, counts }: RenderedEntries): void {
    this.index += BigInt(counts.matched + counts.withheld);
    this.matched += counts.matched;
    this.withheld += counts.withheld;
    this.erased += counts.erased;
    this.escapedCells += counts.escapedCells;
    this.jsonl.update(jsonl);
    this.csv.update(csv);
  }

  totals(): Totals {
    const { matched, withheld, erased, escapedCells } = this;
    const counts = {
      matched: BigInt(matched),
      withheld: BigInt(withheld),
      erased: BigInt(erased),
      escapedCells: BigInt(escapedCells),
    };
    return { end: this.index, jsonl: this.jsonl.digest(), csv: this.csv.digest(), counts };
  }
}
