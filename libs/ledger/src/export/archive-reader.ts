import { ExportError } from './export-error.js';
import { BLOCK, paddingOf, sizeIn, tarHeader } from './tar-header.js';

/**
 * Reads an archive that we wrote, and no other: every header must be, byte for byte, the one we would write. Links, odd paths, other
 * owners, extensions, padding, repeated or re-ordered members all fail that one comparison.
 */
export class ArchiveReader {
  private readonly source: AsyncIterator<Uint8Array>;
  private buffered: Buffer = Buffer.alloc(0);
  private consumed = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** Bytes taken so far. */
  get bytesRead(): number {
    return this.consumed;
  }

  /**
   * Opens the next member, which must be `name`.
   * @returns its size in bytes
   */
  async open(name: string): Promise<number> {
    const header = await this.take(BLOCK);
    if (this.consumed === BLOCK) checkHead(header);
    const size = sizeIn(header);
    if (size === undefined || !header.equals(tarHeader(name, size)))
      throw new ExportError('bad_archive', `${name} was expected here, as a plain file in tar`);
    return size;
  }

  /** The content of the member just opened, to its end, and the zeros after it. */
  async *content(size: number): AsyncGenerator<Buffer> {
    let left = size;
    while (left > 0) {
      if (this.buffered.length === 0) await this.more();
      const chunk = this.buffered.subarray(0, left);
      this.buffered = this.buffered.subarray(chunk.length);
      this.consumed += chunk.length;
      left -= chunk.length;
      yield chunk;
    }
    if ((await this.take(paddingOf(size))).some((byte) => byte !== 0))
      throw new ExportError('bad_archive', 'the end of a block is not filled with zeros');
  }

  /** The whole of the next member, which must be `name` and small. */
  async small(name: string, limit: number): Promise<Buffer> {
    const size = await this.open(name);
    if (size > limit) throw new ExportError('too_large', `${name} has ${size} bytes; ${limit} are allowed`);
    const chunks: Buffer[] = [];
    for await (const chunk of this.content(size)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Checks that the archive ends here, with two zero blocks and nothing after them. */
  async end(): Promise<void> {
    if ((await this.take(2 * BLOCK)).some((byte) => byte !== 0))
      throw new ExportError('bad_archive', 'a further member follows the last');
    if (this.buffered.length > 0 || (await this.next()))
      throw new ExportError('trailing_data', 'more bytes follow the end of the archive');
  }

  private async take(length: number): Promise<Buffer> {
    while (this.buffered.length < length) await this.more();
    const taken = this.buffered.subarray(0, length);
    this.buffered = this.buffered.subarray(length);
    this.consumed += length;
    return taken;
  }

  private async more(): Promise<void> {
    if (!(await this.next()))
      throw new ExportError('truncated', `the file ends after ${this.consumed + this.buffered.length} bytes`);
  }

  /** False at the end of the source. */
  private async next(): Promise<boolean> {
    for (;;) {
      const next = await this.source.next();
      if (next.done === true) return false;
      const { value } = next;
      if (value.length === 0) continue;
      const chunk = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      this.buffered = this.buffered.length === 0 ? chunk : Buffer.concat([this.buffered, chunk]);
      return true;
    }
  }
}

/** Says what a file is that is plainly no tar of ours. */
function checkHead(header: Buffer): void {
  const begins = (...bytes: number[]) => bytes.every((byte, i) => header[i] === byte);
  if (begins(0x1f, 0x8b) || begins(0x28, 0xb5, 0x2f, 0xfd) || begins(0x50, 0x4b))
    throw new ExportError('not_an_export', 'the file is compressed: it was packed again after it was exported');
  if (header.toString('latin1', 257, 262) !== 'ustar')
    throw new ExportError('not_an_export', 'the file is no tar archive');
}
