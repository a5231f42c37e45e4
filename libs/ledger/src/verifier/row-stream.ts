import { ExportError } from '../export/export-error.js';
import type { JudgedRows, RowBatch } from './judge-rows.js';
import { MAX_LINE_BYTES } from './lines.js';

/** Lines that are judged at once: long enough that handing them to another thread costs nothing beside it. */
const BATCH_BYTES = 512 << 10;

/** Whoever judges rows, here or in other threads; several batches at a time if `atOnce` says so. */
export interface RowJudge {
  readonly atOnce: number;
  /** The lines are the judge's from now on. */
  judge(batch: RowBatch): JudgedRows | Promise<JudgedRows>;
}

/** Cuts chunks into batches of whole lines, has them judged, and hands on what was found in the order of the lines. */
export class RowStream {
  private gathered: Buffer;
  private length = 0;
  private readonly coming: Promise<JudgedRows>[] = [];
  private failed = false;

  constructor(
    private index: bigint,
    private readonly workspace: string,
    private readonly judge: RowJudge,
    private readonly take: (rows: JudgedRows) => void,
    private readonly batchBytes = BATCH_BYTES,
  ) {
    this.gathered = Buffer.allocUnsafeSlow(batchBytes);
  }

  /** @throws whatever `take` throws, for any of the lines until here */
  async push(chunk: Buffer): Promise<void> {
    const needed = this.length + chunk.length;
    if (needed > this.gathered.length) {
      const wider = Buffer.allocUnsafeSlow(Math.max(needed, this.batchBytes));
      this.gathered.copy(wider, 0, 0, this.length);
      this.gathered = wider;
    }
    this.length += chunk.copy(this.gathered, this.length);
    if (this.length >= this.batchBytes) await this.send();
  }

  /** To be called when no more follows, before an error of the archive is believed: an earlier row may be the first that is wrong. */
  async settle(): Promise<void> {
    if (this.failed) return;
    await this.send();
    while (this.coming.length > 0) await this.takeNext();
  }

  end(): void {
    if (this.length > 0) throw new ExportError('bad_row', 'the last line does not end in a newline');
  }

  private async send(): Promise<void> {
    const bytes = this.gathered.subarray(0, this.length);
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end > 0) {
      this.gathered = Buffer.allocUnsafeSlow(Math.max(this.batchBytes + (256 << 10), this.length - end));
      this.length = bytes.copy(this.gathered, 0, end);
      const lines = bytes.subarray(0, end);
      const batch = { lines, count: linesIn(lines), start: this.index, workspace: this.workspace };
      this.index += BigInt(batch.count);
      await this.judged(batch);
    }
    if (this.length > MAX_LINE_BYTES) {
      while (this.coming.length > 0) await this.takeNext();
      this.failed = true;
      throw new ExportError('too_large', `a line has more than ${MAX_LINE_BYTES} bytes`);
    }
  }

  private async judged(batch: RowBatch): Promise<void> {
    const found = this.judge.judge(batch);
    if (!(found instanceof Promise)) return this.taken(found);
    // A failure is met when its turn comes.
    found.catch(() => undefined);
    this.coming.push(found);
    while (this.coming.length > this.judge.atOnce) await this.takeNext();
  }

  private async takeNext(): Promise<void> {
    try {
      this.taken(await this.coming.shift()!);
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  private taken(rows: JudgedRows): void {
    try {
      this.take(rows);
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }
}

function linesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}
