/**
 * Gathers text as UTF-8. Written line by line, since joining millions of short strings costs more than what becomes of them; in two
 * buffers by turns, so that memory stays what it is.
 */
export class TextBuffer {
  private bytes = Buffer.allocUnsafeSlow(1 << 16);
  private other = Buffer.allocUnsafeSlow(1 << 16);
  private length = 0;

  add(text: string): void {
    // A UTF-16 unit becomes three bytes at most.
    const needed = this.length + 3 * text.length;
    if (needed > this.bytes.length) this.grow(needed);
    this.length += this.bytes.write(text, this.length, 'utf8');
  }

  /** What was gathered: good until the call after the next. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    [this.bytes, this.other] = [this.other, this.bytes];
    this.length = 0;
    return taken;
  }

  private grow(needed: number): void {
    const wider = Buffer.allocUnsafeSlow(2 * needed);
    this.bytes.copy(wider, 0, 0, this.length);
    this.bytes = wider;
  }
}
