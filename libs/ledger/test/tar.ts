/** A member of a tar archive with the header fields that tests play with. */
export interface TarMember {
  readonly name: string;
  readonly content: Buffer;
  readonly type?: string;
  readonly link?: string;
  readonly mode?: string;
  readonly uid?: string;
  readonly mtime?: string;
}

/** Reads an archive without checking anything. */
export function membersOf(archive: Buffer): TarMember[] {
  const members: TarMember[] = [];
  for (let at = 0; archive[at] !== 0;) {
    const name = archive.toString('latin1', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(archive.toString('latin1', at + 124, at + 135), 8);
    members.push({ name, content: archive.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return members;
}

/** Writes an archive as a forger would: each header sound in itself. */
export function archiveOf(members: readonly TarMember[]): Buffer {
  return Buffer.concat([...members.flatMap(blocksOf), Buffer.alloc(1024)]);
}

function blocksOf({
  name,
  content,
  type = '0',
  link = '',
  mode = '0000644',
  uid = '0000000',
  mtime,
}: TarMember): Buffer[] {
  const header = Buffer.alloc(512);
  header.write(name, 0, 'latin1');
  header.write(`${mode}\0${uid}\0${'0000000'}\0`, 100, 'latin1');
  header.write(
    `${content.length.toString(8).padStart(11, '0')}\0${mtime ?? '00000000000'}\0        ${type}`,
    124,
    'latin1',
  );
  header.write(link, 157, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write('0000000\x000000000\0', 329, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}
