import type { ArchiveReader } from '../export/archive-reader.js';
import { ExportError } from '../export/export-error.js';
import type { Manifest, PartName } from '../export/manifest.js';
import { Digester } from '../export/render-entries.js';

/** Reads the parts of an archive in their order and holds each against what the manifest says of it. */
export class Parts {
  constructor(
    private readonly archive: ArchiveReader,
    private readonly manifest: Manifest,
    private readonly onProgress: (bytes: number) => void,
  ) {}

  /** A part that fits into memory. */
  async small(name: PartName, limit: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    await this.stream(name, (chunk) => chunks.push(chunk), limit);
    return Buffer.concat(chunks);
  }

  /** A part of any length, chunk after chunk. @throws ExportError `bad_part` when it is not the one that was signed */
  async stream(name: PartName, onChunk: (chunk: Buffer) => unknown, limit = Number.MAX_SAFE_INTEGER): Promise<void> {
    const stated = this.manifest.parts.find((part) => part.name === name)!;
    const size = await this.archive.open(name);
    if (size > limit) throw new ExportError('too_large', `${name} has ${size} bytes; ${limit} are allowed`);
    if (BigInt(size) !== stated.bytes)
      throw new ExportError('bad_part', `${name} has ${size} bytes, the manifest says ${stated.bytes}`);
    const digester = new Digester();
    for await (const chunk of this.archive.content(size)) {
      digester.update(chunk);
      await onChunk(chunk);
      this.onProgress(this.archive.bytesRead);
    }
    if (digester.digest().sha256 !== stated.sha256)
      throw new ExportError('bad_part', `${name} is not the file that was signed: its SHA-256 differs`);
  }
}
