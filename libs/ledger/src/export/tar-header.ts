import { ExportError } from './export-error.js';

/** Everything in a tar archive comes in blocks. */
export const BLOCK = 512;
/** Eleven octal digits. */
export const MAX_MEMBER_BYTES = 8 ** 11 - 1;

/**
 * The header of one plain file (POSIX.1-1988 "ustar"). Owner, mode and time are constant, so that the same evidence is always the
 * same file, and a reader may compare the whole block instead of interpreting it.
 * @throws ExportError `too_large` at 8 GiB: export a smaller range
 */
export function tarHeader(name: string, size: number): Buffer {
  if (size > MAX_MEMBER_BYTES) throw new ExportError('too_large', `${name} has more than 8 GiB`);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 'ascii');
  header.write('0000644\0' + '0000000\0' + '0000000\0', 100, 'ascii');
  header.write(`${octal(size, 11)}\0${octal(0, 11)}\0`, 124, 'ascii');
  header.write('        0', 148, 'ascii');
  header.write('ustar\0' + '00', 257, 'ascii');
  header.write('0000000\0' + '0000000\0', 329, 'ascii');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148, 'ascii');
  return header;
}

/** The size a header states; undefined when it is not written as we write it. */
export function sizeIn(header: Buffer): number | undefined {
  const digits = header.toString('latin1', 124, 135);
  return /^[0-7]{11}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** Zero bytes that fill the last block of a file. */
export function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
