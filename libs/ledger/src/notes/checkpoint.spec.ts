import { describe, expect, it } from '@jest/globals';
import { formatCheckpoint, parseCheckpoint } from './checkpoint.js';
import { timeOf } from './cosignature-message.js';
import { generateKeys, parseSignerKey } from './keys.js';
import { NoteError } from './note-error.js';
import { addSignatures, openNote, parseNote, signNote } from './signed-note.js';

// The example of c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature.
const body = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
const example =
  `${body}\n` +
  '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n' +
  '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';
const root = Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64');

describe('a checkpoint', () => {
  it('is read and written as in the published example', () => {
    const { text, signatures } = parseNote(example);
    expect(parseCheckpoint(text)).toEqual({
      origin: 'example.com/behind-the-sofa',
      size: 20852163n,
      root,
      extensions: [],
    });
    expect(formatCheckpoint(parseCheckpoint(text))).toBe(body);
    expect(signatures.map(({ name, keyId }) => [name, keyId])).toEqual([
      ['example.com/behind-the-sofa', 0x033de0ae],
      ['witness.example.com/w1', 0x8d66cf3f],
    ]);
    expect(timeOf(signatures[0]!.signature)).toBeUndefined();
    expect(timeOf(signatures[1]!.signature)).toBe(1679315147n);
  });

  it('keeps extension lines, and sizes beyond 2^53', () => {
    const checkpoint = { origin: 'a', size: 2n ** 64n - 1n, root, extensions: ['x', 'y z'] };
    expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it.each([
    ['no origin', body.replace('example.com/behind-the-sofa', '')],
    ['a leading zero', body.replace('20852163', '020852163')],
    ['a negative size', body.replace('20852163', '-1')],
    ['a size of more than 64 bits', body.replace('20852163', '18446744073709551616')],
    ['a size in another script', body.replace('20852163', '२०')],
    ['a short root', body.replace('CsUY', '')],
    ['a root in another spelling', body.replace('q2I=', 'q2J=')],
    ['no root', 'a\n1\n'],
    ['an empty extension line', `${body}\n`],
    ['no final newline', body.slice(0, -1)],
  ])('is refused with %s', (_name, text) => {
    expect(() => parseCheckpoint(text)).toThrow(NoteError);
  });

  it('is not written with a line that would become two', () => {
    expect(() => formatCheckpoint({ origin: 'a\nb', size: 1n, root })).toThrow(NoteError);
  });
});

describe('a cosignature', () => {
  const log = generateKeys('example.com/log');
  const witness = generateKeys('witness.example/w1', 'cosignature');
  const signed = signNote(body, [parseSignerKey(log.signer)]);
  const cosigned = addSignatures(signed, [parseSignerKey(witness.signer, 1679315147n)]);

  it('vouches for the checkpoint at a time', () => {
    const { signatures } = openNote(cosigned, [log.verifier, witness.verifier]);
    expect(signatures.map(({ name }) => name)).toEqual(['example.com/log', 'witness.example/w1']);
    expect(timeOf(signatures[1]!.signature)).toBe(1679315147n);
  });

  it('fails when its time is changed', () => {
    const line = cosigned.slice(cosigned.lastIndexOf(' ') + 1, -1);
    const bytes = Buffer.from(line, 'base64');
    bytes[11]! ^= 1;
    expect(() => openNote(cosigned.replace(line, bytes.toString('base64')), [witness.verifier])).toThrow('is wrong');
  });

  it('is no signature of a note, nor the other way round, though the key is the same', () => {
    const seed = Buffer.alloc(32, 1);
    const asNote = generateKeys('w', 'note', seed);
    const asWitness = generateKeys('w', 'cosignature', seed);
    const note = signNote(body, [parseSignerKey(asWitness.signer, 5n)]);
    expect(() => openNote(note, [asNote.verifier])).toThrow('no known key');
    expect(() => openNote(signNote(body, [parseSignerKey(asNote.signer)]), [asWitness.verifier])).toThrow(
      'no known key',
    );
  });

  it('is not made without a time', () => {
    expect(() => addSignatures(signed, [parseSignerKey(witness.signer)])).toThrow('a witness key signs at a time');
  });
});
