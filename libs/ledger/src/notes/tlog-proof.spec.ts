import { describe, expect, it } from '@jest/globals';
import { ProofError } from '../tree/proof-error.js';
import { formatTlogProof, parseTlogProof } from './tlog-proof.js';

const hash = (byte: number) => Buffer.alloc(32, byte);
const checkpoint =
  'example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n— example.com/fancylog AAAAAAAA\n';
const base = { index: 73894n, proof: [hash(1), hash(2)], checkpoint };
const text = formatTlogProof(base);

describe('a .tlog-proof file', () => {
  it('is written line by line as C2SP tlog-proof says', () => {
    const [one, two] = [hash(1).toString('base64'), hash(2).toString('base64')];
    expect(text).toBe(`c2sp.org/tlog-proof@v1\nindex 73894\n${one}\n${two}\n\n${checkpoint}`);
    expect(formatTlogProof({ ...base, extra: Buffer.from('x') }).split('\n')[1]).toBe('extra eA==');
  });

  it('reads back as it was written', () => {
    for (const proof of [
      base,
      { ...base, proof: [] },
      { ...base, index: 0n, extra: Buffer.from('leaf') },
      { ...base, extra: Buffer.alloc(0) },
    ])
      expect(parseTlogProof(formatTlogProof(proof))).toEqual(proof);
  });

  it.each([
    ['another header', text.replace('@v1', '@v2')],
    ['extra data that is no base64', text.replace('index', 'extra !!\nindex')],
    ['extra data after the index', text.replace('73894\n', '73894\nextra eA==\n')],
    ['no index', text.replace('index 73894\n', '')],
    ['a negative index', text.replace('73894', '-5')],
    ['an index with a leading zero', text.replace('73894', '073894')],
    ['an index that is no number', text.replace('73894', 'x')],
    ['a hash that is no base64', text.replace('AQEB', '!!!!')],
    ['a hash of 64 bytes', text.replace(hash(1).toString('base64'), Buffer.alloc(64).toString('base64'))],
    ['more hashes than a tree is high', formatTlogProof({ ...base, proof: Array.from({ length: 65 }, () => hash(1)) })],
    ['no empty line', text.replaceAll('\n\n', '\n')],
    ['nothing', ''],
  ])('is refused with %s', (_name, bad) => {
    expect(() => parseTlogProof(bad)).toThrow(ProofError);
  });
});
