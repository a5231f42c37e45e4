import { describe, expect, it } from '@jest/globals';
import { generateKeys, parseSignerKey, parseVerifierKey } from './keys.js';
import { NoteError } from './note-error.js';

// Facts of the published tests of golang.org/x/mod/sumdb/note.
const verifierKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const signerKey = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';

describe('keys as text', () => {
  it('are read as published', () => {
    expect(parseVerifierKey(verifierKey)).toMatchObject({
      name: 'PeterNeumann',
      keyId: 0xc74f20a3,
      kind: 'note',
      text: verifierKey,
    });
    expect(parseSignerKey(signerKey).verifier.text).toBe(verifierKey);
  });

  it.each([
    ['verifier', verifierKey, parseVerifierKey],
    ['signer', signerKey, parseSignerKey],
  ] as const)('are refused when any part of a %s key is missing or any character changed', (_kind, key, parse) => {
    const refuses = (text: string) => expect(() => parse(text)).toThrow(NoteError);
    for (let from = 0; from < key.length; from += 1) {
      refuses(key.slice(0, from));
      if (from > 0) refuses(key.slice(from));
      refuses(key.slice(0, from) + String.fromCharCode(key.charCodeAt(from) + 1) + key.slice(from + 1));
    }
    refuses(`${key}\n`);
    refuses(` ${key}`);
  });

  it('are refused with a key of the wrong length or of an unknown type, though the id fits', () => {
    for (const key of [
      'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
      'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    ])
      expect(() => parseVerifierKey(key)).toThrow(NoteError);
  });

  it('are made in pairs that fit, for both kinds, and differ by kind', () => {
    for (const kind of ['note', 'cosignature'] as const) {
      const { signer, verifier } = generateKeys('example.com/log', kind);
      expect(parseSignerKey(signer, 1n).verifier.text).toBe(parseVerifierKey(verifier).text);
    }
    const seed = Buffer.alloc(32, 7);
    expect(generateKeys('a', 'note', seed).verifier.slice(0, 10)).not.toBe(
      generateKeys('a', 'cosignature', seed).verifier.slice(0, 10),
    );
    expect(() => generateKeys('a name')).toThrow(NoteError);
  });
});
