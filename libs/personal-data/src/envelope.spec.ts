import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash, randomBytes } from 'node:crypto';
import { isSealedField, UnopenableField } from '#event-store';
import { openField, sealField, UnsealableValue } from './index.js';

const key = Buffer.alloc(32, 7);
const place = {
  workspaceId: '0f8fad5b-d9cb-469f-a165-70867728950e',
  subject: 'contact:7c9e6679-7425-40de-944b-e07fc1f90ae7',
  eventId: '6ba7b810-9dad-41d1-80b4-00c04fd430c8',
  field: 'text',
};

describe('a sealed envelope', () => {
  it('gives back what was put in, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sealed = sealField(key, place, value);
        expect(isSealedField(sealed)).toBe(true);
        // JSON itself knows no -0.
        expect(openField(key, place, sealed).value).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('shows nothing of the value, and is another one every time', () => {
    const one = sealField(key, place, 'call me on +49 30 901820');
    const two = sealField(key, place, 'call me on +49 30 901820');
    expect(JSON.stringify(one)).not.toContain('901820');
    expect(one.box).not.toBe(two.box);
    expect(one.commit).not.toBe(two.commit);
  });

  it('carries a commitment that anybody with value and salt can check', () => {
    const sealed = sealField(key, place, { b: 1, a: 'ä' });
    const { salt } = openField(key, place, sealed);
    const plain = Buffer.concat([Buffer.from('handoff-ctx/1'), salt, Buffer.from('{"a":"ä","b":1}')]);
    expect(salt).toHaveLength(32);
    expect(sealed.commit).toBe(createHash('sha256').update(plain).digest('hex'));
  });

  it('opens for a subject with any id, and for none that only reads alike', () => {
    const member = { ...place, subject: 'member:auth0|77' };
    const sealed = sealField(key, member, 'Ada');
    expect(openField(key, member, sealed).value).toBe('Ada');
    for (const subject of ['member:auth0%7C77', 'member:auth0', 'member:auth0||77'])
      expect(() => openField(key, { ...member, subject }, { ...sealed, subject })).toThrow(UnopenableField);
    const shifted = { ...member, subject: 'member:auth0', eventId: `77|${member.eventId}` };
    expect(() => openField(key, shifted, { ...sealed, subject: shifted.subject })).toThrow(UnopenableField);
  });

  it.each([['workspaceId'], ['subject'], ['eventId'], ['field']] as const)('does not open with another %s', (part) => {
    const sealed = sealField(key, place, 'x');
    const elsewhere = { ...place, [part]: `${place[part]}0` };
    expect(() => openField(key, elsewhere, { ...sealed, subject: elsewhere.subject })).toThrow(UnopenableField);
    expect(() => openField(key, elsewhere, sealed)).toThrow(UnopenableField);
  });

  it('does not open with another key, with any bit of the box turned, or with another commitment', () => {
    const sealed = sealField(key, place, 'x');
    expect(() => openField(randomBytes(32), place, sealed)).toThrow(UnopenableField);
    const box = Buffer.from(sealed.box, 'base64url');
    for (let i = 0; i < box.length; i++) {
      const turned = Buffer.from(box);
      turned[i]! ^= 1;
      expect(() => openField(key, place, { ...sealed, box: turned.toString('base64url') })).toThrow(UnopenableField);
    }
    const other = sealField(key, place, 'y');
    expect(() => openField(key, place, { ...sealed, commit: other.commit })).toThrow(UnopenableField);
    for (const broken of ['', 'AAAA', '%%%%'])
      expect(() => openField(key, place, { ...sealed, box: broken })).toThrow(UnopenableField);
  });

  it('refuses what has no canonical JSON', () => {
    for (const value of [undefined, Number.NaN, 'a\ud800', { deep: ['\udc00'] }])
      expect(() => sealField(key, place, value)).toThrow(UnsealableValue);
  });
});
