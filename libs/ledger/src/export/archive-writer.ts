import { BLOCK, paddingOf, tarHeader } from './tar-header.js';
import { ExportError } from './export-error.js';

/** One file of an archive. Its size is needed first: tar states it in front of the content. */
export interface ArchiveMember {
  readonly name: string;
  readonly bytes: number;
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/**
 * The bytes of an archive, member after member, in constant memory: uncompressed tar, readable everywhere.
 * @throws ExportError `bad_part` when a content is not as long as was said
 */
export async function* writeArchive(members: Iterable<ArchiveMember>): AsyncGenerator<Uint8Array> {
  for (const member of members) {
    yield tarHeader(member.name, member.bytes);
    yield* writeContent(member);
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** What follows the header of a member. @throws ExportError `bad_part` */
export async function* writeContent({ name, bytes, content }: ArchiveMember): AsyncGenerator<Uint8Array> {
  let written = 0;
  for await (const chunk of content) {
    written += chunk.length;
    if (written > bytes) break;
    yield chunk;
  }
  if (written !== bytes) throw new ExportError('bad_part', `${name} is not ${bytes} bytes long`);
  yield Buffer.alloc(paddingOf(bytes));
}
