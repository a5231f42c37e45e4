import { ExportError } from '../export/export-error.js';

/** Far longer than a leaf of 64 KiB with all that it opens. */
export const MAX_LINE_BYTES = 32 << 20;

/** Cuts chunks into lines, each handed on without its newline; a last line without one is refused. */
export class LineCutter {
  private rest: Buffer[] = [];
  private restBytes = 0;

  constructor(private readonly onLine: (line: Buffer) => void) {}

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      const line = chunk.subarray(start, end);
      this.onLine(this.restBytes === 0 ? line : Buffer.concat([...this.rest, line]));
      this.rest = [];
      this.restBytes = 0;
      start = end + 1;
    }
    if (start === chunk.length) return;
    this.rest.push(chunk.subarray(start));
    this.restBytes += chunk.length - start;
    if (this.restBytes > MAX_LINE_BYTES)
      throw new ExportError('too_large', `a line has more than ${MAX_LINE_BYTES} bytes`);
  }

  end(): void {
    if (this.restBytes > 0) throw new ExportError('bad_row', 'the last line does not end in a newline');
  }
}
