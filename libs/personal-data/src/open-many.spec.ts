import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openField, sealField } from './envelope.js';
import { NotCommittedTo, openMany, type CommittedBox } from './open-many.js';

const key = createSecretKey(randomBytes(32));
const place = { workspaceId: 'w', subject: 'contact:1', eventId: 'e', field: 'text' };

function boxOf(value: unknown, under = key): CommittedBox {
  const sealed = sealField(under, place, value);
  return { ...sealed, ...place, commit: Buffer.from(sealed.commit, 'hex').toString('base64') };
}

describe('many boxes of one key', () => {
  it('open to what each of them opens to alone', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), (values) => {
        const sealed = values.map((value) => sealField(key, place, value));
        const boxes = sealed.map((each) => ({
          ...{ ...each, ...place },
          commit: Buffer.from(each.commit, 'hex').toString('base64'),
        }));
        const alone = sealed.map((each) => openField(key, place, each));
        expect(
          openMany(key, boxes).map(({ text, salt }) => ({
            value: JSON.parse(text) as unknown,
            salt: Buffer.from(salt, 'base64'),
          })),
        ).toEqual(alone);
      }),
    );
  });

  it('do not open when a single bit of one of them was changed', () => {
    const good = boxOf('Ada');
    const bytes = Buffer.from(good.box, 'base64url');
    // All but the tag, which the commitment makes superfluous.
    for (let at = 0; at < bytes.length - 16; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      expect(() => openMany(key, [boxOf('Ben'), { ...good, box: changed.toString('base64url') }])).toThrow(
        NotCommittedTo,
      );
    }
  });

  it.each<[string, CommittedBox]>([
    ['holds something else than was committed to', { ...boxOf('Ada'), commit: boxOf('Ada').commit }],
    ['is of another key', boxOf('Ada', createSecretKey(randomBytes(32)))],
    ['is too short', { ...boxOf('Ada'), box: 'AAAA' }],
    ['has no commitment', { ...boxOf('Ada'), commit: '' }],
  ])('do not open when one %s', (_what, box) => {
    expect(() => openMany(key, [boxOf('Ben'), box])).toThrow(NotCommittedTo);
  });
});
