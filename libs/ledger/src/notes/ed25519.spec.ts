import { describe, expect, it } from '@jest/globals';
import { privateKeyOf, publicBytesOf, publicKeyOf, signEd25519, verifyEd25519 } from './ed25519.js';

/** RFC 8032 section 7.1, TEST 1 to 3: seed, public key, message, signature. */
const vectors: readonly (readonly [string, string, string, string])[] = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
];

const hex = (text: string) => Buffer.from(text, 'hex');
/** The order of the group, to which a signature's second half may be added without a lax verifier noticing. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

describe('Ed25519', () => {
  it.each(vectors)('signs and verifies as RFC 8032 publishes for seed %s', (seed, publicKey, message, signature) => {
    expect(publicBytesOf(hex(seed)).toString('hex')).toBe(publicKey);
    expect(signEd25519(hex(message), privateKeyOf(hex(seed))).toString('hex')).toBe(signature);
    const key = publicKeyOf(hex(publicKey));
    expect(verifyEd25519(hex(message), hex(signature), key)).toBe(true);
    expect(verifyEd25519(hex(`${message}00`), hex(signature), key)).toBe(false);
    for (let bit = 0; bit < 512; bit += 1) {
      const flipped = hex(signature);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(verifyEd25519(hex(message), flipped, key)).toBe(false);
    }
  });

  it('accepts one signature only: not the other spelling with S + L, nor another length', () => {
    const [, publicKey, message, signature] = vectors[1]!;
    const key = publicKeyOf(hex(publicKey));
    const bytes = hex(signature);
    const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + L;
    const other = Buffer.concat([bytes.subarray(0, 32), hex(s.toString(16).padStart(64, '0')).reverse()]);
    expect(verifyEd25519(hex(message), other, key)).toBe(false);
    expect(verifyEd25519(hex(message), Buffer.concat([bytes, Buffer.of(0)]), key)).toBe(false);
    expect(verifyEd25519(hex(message), bytes.subarray(0, 63), key)).toBe(false);
  });
});
