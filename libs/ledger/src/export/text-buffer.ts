/** Gathers text as UTF-8. Written line by line, since joining millions of short strings costs more than what becomes of them. */
export class TextBuffer {
  private bytes: Buffer;
  private length = 0;

  constructor(private room = 1 << 16) {
    this.bytes = Buffer.allocUnsafeSlow(room);
  }

  add(text: string): void {
    // A UTF-16 unit becomes three bytes at most.
    const needed = this.length + 3 * text.length;
    if (needed > this.bytes.length) this.grow(needed);
    this.length += this.bytes.write(text, this.length, 'utf8');
  }

  /** What was gathered; the bytes are the caller's from now on. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    this.bytes = Buffer.allocUnsafeSlow(this.room);
    this.length = 0;
    return taken;
  }

  private grow(needed: number): void {
    this.room = 2 * needed;
    const wider = Buffer.allocUnsafeSlow(this.room);
    this.bytes.copy(wider, 0, 0, this.length);
    this.bytes = wider;
  }
}
