import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateKeys, parseSignerKey, parseVerifierKey } from './keys.js';
import { NoteError } from './note-error.js';
import { addSignatures, openNote, parseNote, signNote } from './signed-note.js';

// The notes, keys and signatures below are facts of the published tests of golang.org/x/mod/sumdb/note and of c2sp.org/signed-note.
const peterKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const peterSigner = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const enochKey = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const text =
  'If you think cryptography is the answer to your problem,\n' + "then you don't know what your problem is.\n";
const peterSig =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const enochSig =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';
const quasimodo =
  'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n' +
  '— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n';

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'opened';
  } catch (error) {
    return error instanceof NoteError ? error.code : String(error);
  }
};
const open = (note: string | Uint8Array, ...keys: string[]) => codeOf(() => openNote(note, keys));
const namesOf = (list: readonly { name: string }[]) => list.map(({ name }) => name);

describe('a signed note', () => {
  it('is signed with the published signature', () => {
    expect(signNote(text, [parseSignerKey(peterSigner)])).toBe(`${text}\n${peterSig}`);
  });

  it('opens with a known key and ignores the unknown ones', () => {
    const opened = openNote(`${text}\n${peterSig}${enochSig}`, [peterKey]);
    expect(opened.text).toBe(text);
    expect(namesOf(opened.signatures)).toEqual(['PeterNeumann']);
    expect(namesOf(opened.unknown)).toEqual(['EnochRoot']);
    const both = openNote(Buffer.from(`${text}\n${peterSig}${enochSig}`), [parseVerifierKey(peterKey), enochKey]);
    expect(namesOf(both.signatures)).toEqual(['PeterNeumann', 'EnochRoot']);
  });

  it('does not open when nobody known has signed it', () => {
    expect(open(`${text}\n${peterSig}${enochSig}`)).toBe('no_known_signature');
  });

  it('does not open when one known key fails, whoever else has signed', () => {
    const broken = peterSig.replace('x08go/Z', 'x08go/Y');
    expect(open(`${text}\n${broken}`, peterKey)).toBe('bad_signature');
    expect(open(`${text}\n${broken}${enochSig}`, peterKey, enochKey)).toBe('bad_signature');
    expect(open(`${text}\n${peterSig}${broken}`, peterKey)).toBe('bad_signature');
    expect(open(`${text}\n${peterSig.slice(0, 60)}ABCD${peterSig.slice(60)}`, peterKey)).toBe('bad_signature');
    expect(open(`${text.replace('problem', 'Problem')}\n${peterSig}`, peterKey)).toBe('bad_signature');
  });

  it('does not open with an unknown key of a known name or of a known id alone', () => {
    expect(open(`${text}\n${peterSig.replace('PeterNeumann', 'CarmenSandiego')}`, peterKey)).toBe('no_known_signature');
    expect(open(`${text}\n${peterSig.replace('x08g', 'xxxx')}`, peterKey)).toBe('no_known_signature');
  });

  it('does not open when two known keys could have made a signature', () => {
    expect(open(`${text}\n${enochSig}`, enochKey, peterKey, enochKey)).toBe('ambiguous_key');
    expect(open(`${text}\n${peterSig}`, enochKey, peterKey, enochKey)).toBe('opened');
  });

  it('counts a key once, however often it signed', () => {
    const opened = openNote(`${text}\n${peterSig}${peterSig}${enochSig}${enochSig}`, [peterKey]);
    expect([opened.signatures.length, opened.unknown.length]).toEqual([1, 2]);
  });

  it('may hold up to 100 signatures', () => {
    expect(open(`${text}\n${peterSig.repeat(100)}`, peterKey)).toBe('opened');
    expect(open(`${text}\n${peterSig.repeat(101)}`, peterKey)).toBe('malformed');
    expect(open(`${text}\n${peterSig.repeat(101)}`)).toBe('malformed');
  });

  it.each([
    ['only text', text],
    ['no signature', `${text}\n`],
    ['no final newline', `${text}\n${peterSig.slice(0, -1)}`],
    ['a control character', `\u0001${text}\n${peterSig}`],
    ['a carriage return', `${text.replace('\n', '\r\n')}\n${peterSig}`],
    [
      'a space in a name',
      `${text}\n— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`,
    ],
    ['a plus in a name', `${text}\n${peterSig.replace('PeterN', 'Peter+N')}`],
    ['a no-break space in a name', `${text}\n${peterSig.replace('PeterN', 'Peter\u00a0N')}`],
    ['a line after the signatures', `${text}\n${peterSig}Unexpected line.\n`],
    ['a hyphen for the dash', `${text}\n${peterSig.replace('—', '-')}`],
    ['base64 in another spelling', `${text}\n${peterSig.replace('AM=', 'AN=')}`],
    ['base64 without padding', `${text}\n${peterSig.replace('AM=', 'AM')}`],
    ['a signature of four bytes', `${text}\n— PeterNeumann x08goA==\n`],
    ['a further blank', `${text}\n${peterSig.replace('— ', '—  ')}`],
    ['a lone surrogate', `\ud800${text}\n${peterSig}`],
    ['nothing', ''],
  ])('is malformed with %s', (_name, note) => {
    expect(open(note, peterKey)).toBe('malformed');
  });

  it('is malformed when it is not UTF-8, or longer than a megabyte', () => {
    expect(open(Buffer.concat([Buffer.from([0xff]), Buffer.from(`${text}\n${peterSig}`)]), peterKey)).toBe('malformed');
    expect(open(`${'a\n'.repeat(1 << 19)}${text}\n${peterSig}`, peterKey)).toBe('malformed');
  });

  it('is split at its last empty line (the example of c2sp.org/signed-note)', () => {
    const { text: poem, signatures } = parseNote(quasimodo);
    expect(poem.endsWith('raggio di sole:\n\ned è subito sera.\n')).toBe(true);
    expect(signatures).toMatchObject([{ name: 'quasimodo.example/salvatore', keyId: 0x367ba04b }]);
    expect(signatures[0]!.signature.length).toBe(64);
  });

  it('is not made of a text that no verifier would open', () => {
    for (const bad of ['abc', 'a\tb\n', '\ud800\n', ''])
      expect(codeOf(() => signNote(bad, [parseSignerKey(peterSigner)]))).toBe('malformed');
  });

  it('gains signatures without losing the old ones', () => {
    const keys = generateKeys('example.com/second');
    const twice = addSignatures(`${text}\n${peterSig}`, [parseSignerKey(keys.signer)]);
    expect(namesOf(openNote(twice, [peterKey, keys.verifier]).signatures)).toEqual([
      'PeterNeumann',
      'example.com/second',
    ]);
  });

  it('never opens after one byte of its text or of its known signature was changed', () => {
    const note = Buffer.from(`${text}\n${peterSig}`);
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(note);
        changed[at]! ^= change;
        expect(open(changed, peterKey)).not.toBe('opened');
      }),
      { numRuns: 1000 },
    );
  });
});
