import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nearMisses } from './near-miss.js';

const known = ['talk', 'person', 'representative'];
const slips = nearMisses(known, [...known, 'to', 'a']);

describe('a near miss', () => {
  it.each([
    ['a missing letter', 'persn', 'person'],
    ['a letter too many', 'perrson', 'person'],
    ['a wrong letter', 'persom', 'person'],
    ['two letters swapped', 'tlak', 'talk'],
    ['two letters swapped at the beginning', 'eprson', 'person'],
  ])('is %s: %s', (_, written, word) => {
    expect(slips.meant(written)).toEqual([word]);
  });

  it.each(['walk', 'ta', 'personal', 'prisn', 'tlka to'])('is not %s', (written) => {
    expect(slips.meant(written)).toEqual([]);
  });

  it('may be a forgotten blank', () => {
    expect(slips.split('talkto')).toEqual(['talk', 'to']);
    expect(slips.split('aperson')).toEqual(['a', 'person']);
    expect(slips.split('toa')).toBeUndefined();
  });

  it('may be several forgotten blanks', () => {
    const glued = nearMisses(
      ['talk', 'human', 'agent'],
      ['talk', 'human', 'agent', 'to', 'a', 'an', 'me', 'get', 'mean'],
    );
    expect(glued.unglue('talktoahuman')).toEqual(['talk', 'to', 'a', 'human']);
    expect(glued.unglue('getmeanagent')).toEqual(['get', 'me', 'an', 'agent']);
    expect(glued.unglue('talktoahumanx')).toBeUndefined();
    expect(glued.unglue('getmetome')).toBeUndefined();
  });

  it('finds every word with a letter left out, whatever the word', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcdefg'), minLength: 5, maxLength: 24 });
    fc.assert(
      fc.property(word, fc.nat(), (whole, n) => {
        const at = n % whole.length;
        expect(nearMisses([whole], [whole]).meant(whole.slice(0, at) + whole.slice(at + 1))).toEqual([whole]);
      }),
    );
  });
});
