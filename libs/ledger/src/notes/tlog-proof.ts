import { isUtf8 } from 'node:buffer';
import { decodeBase64, encodeBase64 } from '../text/base64.js';
import { parseDecimal } from '../text/decimal.js';
import { HASH_BYTES } from '../tree/hashes.js';
import { ProofError } from '../tree/proof-error.js';

const HEADER = 'c2sp.org/tlog-proof@v1';
/** A tree of 2^64 leaves needs no more. */
const MAX_HASHES = 64;

/** A receipt for one entry: everything but the entry that is needed to check it offline (C2SP tlog-proof). */
export interface TlogProof {
  readonly index: bigint;
  /** Inclusion proof, from the leaf's sibling up. */
  readonly proof: readonly Buffer[];
  /** The signed checkpoint, with its cosignatures, as it is. */
  readonly checkpoint: string;
  /** Opaque and not covered by any signature; we put the leaf itself here, which the proof then covers. */
  readonly extra?: Buffer | undefined;
}

/** The text of a `.tlog-proof` file. */
export function formatTlogProof({ index, proof, checkpoint, extra }: TlogProof): string {
  const lines = [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...proof.map(encodeBase64),
    '',
  ];
  return `${lines.join('\n')}\n${checkpoint}`;
}

/**
 * Takes a `.tlog-proof` file apart; nothing of it is verified by that.
 * @throws ProofError when it is not in the format
 */
export function parseTlogProof(file: string | Uint8Array): TlogProof {
  const text = typeof file === 'string' ? file : decode(file);
  const end = text.indexOf('\n\n');
  if (end < 0) throw new ProofError('a proof file has an empty line before its checkpoint');
  const [header, ...lines] = text.slice(0, end).split('\n');
  if (header !== HEADER) throw new ProofError(`a proof file begins with ${HEADER}`);
  const extra = lines[0]?.startsWith('extra ') ? decodeBase64(lines.shift()!.slice('extra '.length)) : null;
  if (extra === undefined) throw new ProofError('the extra data is no base64');
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) throw new ProofError('the line "index" with a decimal number is missing');
  if (lines.length > MAX_HASHES) throw new ProofError(`a proof has at most ${MAX_HASHES} hashes`);
  const proof = lines.map((line) => decodeBase64(line, HASH_BYTES));
  if (!proof.every((hash) => hash !== undefined)) throw new ProofError('a line is no hash in base64');
  return { index, proof, checkpoint: text.slice(end + 2), ...(extra === null ? {} : { extra }) };
}

function decode(file: Uint8Array): string {
  if (!isUtf8(file)) throw new ProofError('a proof file is UTF-8');
  return Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('utf8');
}
