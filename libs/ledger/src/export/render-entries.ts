import { createHash } from 'node:crypto';
import type { Json } from '../json/canonical-json.js';
import type { Openings } from '../leaf/opening.js';
import { readLeaf } from '../leaf/read-leaf.js';
import { CSV_HEADER, csvLine } from './csv.js';
import { formatRow, type EntryRow } from './entry-row.js';
import type { Counts } from './manifest.js';

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

  digest(): Digest {
    this.flush();
    return { bytes: BigInt(this.bytes), sha256: this.hash.digest('hex') };
  }
}

/** The lines of one entry, for the two files; none in the CSV for a withheld one. */
export interface RenderedEntry {
  readonly jsonl: Buffer;
  readonly csv: string;
}

/**
 * Renders the entries of a range, in order, into `entries.jsonl` and `entries.csv`, one at a time: the caller writes the lines to two
 * spool files and asks for the totals at the end. An interrupted export goes on at the next index once what was spooled has been
 * rendered again.
 */
export class EntryRenderer {
  private readonly jsonl = new Digester();
  private readonly csv = new Digester();
  private matched = 0n;
  private withheld = 0n;
  private erased = 0n;
  private escapedCells = 0;

  constructor(private index: bigint) {
    this.csv.updateText(CSV_HEADER);
  }

  /** The next entry. @throws LeafError, InvalidJson when the leaf's bytes are none */
  render(row: EntryRow): RenderedEntry {
    const index = this.index;
    this.index += 1n;
    const jsonl = formatRow(index, row);
    this.jsonl.update(jsonl);
    if ('hash' in row) {
      this.withheld += 1n;
      return { jsonl, csv: '' };
    }
    const { text, escapedCells } = csvLine(index, readLeaf(row.leaf), shownOf(row.open));
    this.csv.updateText(text);
    this.matched += 1n;
    this.escapedCells += escapedCells;
    if (Object.values(row.open).some((opening) => 'erased' in opening)) this.erased += 1n;
    return { jsonl, csv: text };
  }

  /** What was rendered; to be asked once, at the end. */
  totals(): { readonly end: bigint; readonly jsonl: Digest; readonly csv: Digest; readonly counts: Counts } {
    const { matched, withheld, erased } = this;
    const counts = { matched, withheld, erased, escapedCells: BigInt(this.escapedCells) };
    return { end: this.index, jsonl: this.jsonl.digest(), csv: this.csv.digest(), counts };
  }
}

function shownOf(open: Openings): Map<string, Json | undefined> {
  return new Map(Object.entries(open).map(([path, each]) => [path, 'erased' in each ? undefined : each.value]));
}
