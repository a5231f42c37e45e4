import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

const chunkBytes = 256 << 10;
/** Larger: each waits for a thread to wake. */
const readBytes = 1 << 20;

/** What was spooled is not what is found: another process wrote to it, or the disk lost it. */
export class SpoolChanged extends Error {
  override readonly name = 'SpoolChanged';
}

/**
 * Lines that wait beside an export until it is known what goes in front of them. Written while the next ones are made, and read back
 * with a checksum: it tells two processes in one folder, or a lost write, from what was meant.
 */
export class SpoolFile {
  private writing: Promise<unknown> = Promise.resolve();
  /** Gathered for the next write, since each wakes a thread; two by turns, while the other one is on its way. */
  private gathering = Buffer.allocUnsafeSlow(chunkBytes);
  private sending = Buffer.allocUnsafeSlow(chunkBytes);
  private gathered = 0;

  private syncing: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly handle: FileHandle,
    /** Where the lines begin: what is to stand in front of them may be written there later. */
    readonly offset: number,
    private bytes: number,
    private sum: number,
  ) {}

  static async fresh(file: string, offset: number): Promise<SpoolFile> {
    return new SpoolFile(await open(file, 'w+', 0o600), offset, 0, 0);
  }

  /** Goes on with the first `bytes` from `offset` on, and gives them to `onChunk`. @throws ENOENT, SpoolChanged */
  static async goOn(file: string, offset: number, bytes: number, onChunk: (chunk: Buffer) => void): Promise<SpoolFile> {
    const handle = await open(file, 'r+');
    const spool = new SpoolFile(handle, offset, bytes, 0);
    try {
      let sum = 0;
      for await (const chunk of spool.chunks()) {
        sum = crc32(chunk, sum);
        onChunk(chunk);
      }
      await handle.truncate(offset + bytes);
      return new SpoolFile(handle, offset, bytes, sum);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Takes the chunk over; returns at once, or when an earlier write that stands in its way is done. */
  async write(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length;) {
      const taken = Math.min(chunk.length - at, chunkBytes - this.gathered);
      this.gathering.set(chunk.subarray(at, at + taken), this.gathered);
      this.gathered += taken;
      at += taken;
      if (this.gathered === chunkBytes) await this.send();
    }
  }

  /** Returns when everything is written. */
  async written(): Promise<void> {
    await this.send();
    await this.writing;
  }

  /** Begins to bring what is written to the disk, while the next lines are made: at the end little is left to wait for. */
  async settle(): Promise<void> {
    // A failure is met by whoever comes next, and is not told twice by the system.
    await this.syncing;
    this.syncing = this.handle.datasync();
    this.syncing.catch(() => undefined);
  }

  private async send(): Promise<void> {
    await this.writing;
    if (this.gathered === 0) return;
    const chunk = this.gathering.subarray(0, this.gathered);
    [this.gathering, this.sending] = [this.sending, this.gathering];
    this.gathered = 0;
    this.sum = crc32(chunk, this.sum);
    this.writing = writeAll(this.handle, chunk, this.offset + this.bytes);
    this.bytes += chunk.length;
    // A failure is met by whoever waits for it next.
    this.writing.catch(() => undefined);
  }

  /** All of it. Each chunk is good until the next is asked for. @throws SpoolChanged */
  async *content(): AsyncGenerator<Buffer> {
    let sum = 0;
    for await (const chunk of this.chunks()) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
    if (sum !== this.sum) throw new SpoolChanged('what was spooled has changed');
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.writing, this.syncing]);
    await this.handle.close();
  }

  /** The next one is read while one is used. */
  private async *chunks(): AsyncGenerator<Buffer> {
    const buffers = [Buffer.allocUnsafeSlow(readBytes), Buffer.allocUnsafeSlow(readBytes)] as const;
    const readAt = async (at: number, buffer: Buffer) => {
      const { bytesRead } = await this.handle.read(buffer, 0, Math.min(readBytes, this.bytes - at), this.offset + at);
      if (bytesRead === 0) throw new SpoolChanged('what was spooled is shorter than it was');
      return buffer.subarray(0, bytesRead);
    };
    let next = this.bytes === 0 ? undefined : readAt(0, buffers[0]);
    for (let at = 0, n = 1; next !== undefined; n += 1) {
      const chunk: Buffer = await next;
      at += chunk.length;
      next = at < this.bytes ? readAt(at, buffers[n % 2 === 0 ? 0 : 1]) : undefined;
      // Met when its turn comes, if it does.
      next?.catch(() => undefined);
      yield chunk;
    }
  }
}

/** Writes all of a chunk at a place of a file. */
export async function writeAll(handle: FileHandle, chunk: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < chunk.length;)
    done += (await handle.write(chunk, done, chunk.length - done, at + done)).bytesWritten;
}
