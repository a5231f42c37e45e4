import { describe, expect, it } from '@jest/globals';
import { joinSpacedLetters } from './spaced-letters.js';
import { wordsOf } from './words.js';

const read = (text: string) => joinSpacedLetters(wordsOf(text)).map(({ word }) => word);

describe('letters set apart', () => {
  it.each([
    ['h u m a n', ['human']],
    ['h.u.m.a.n', ['human']],
    ['h-u-m-a-n, please', ['human', ',', 'please']],
    ['get me an a g e n t now', ['get', 'me', 'an', 'agent', 'now']],
    ['t a l k  t o a  h u m a n', ['talk', 't', 'o', 'a', 'human']],
  ])('are the word they spell: %s', (text, words) => {
    expect(read(text)).toEqual(words);
  });

  it.each([
    ['too few of them', 's m l', ['s', 'm', 'l']],
    ['more than one sign between them', 'a, b, c, d', ['a', ',', 'b', ',', 'c', ',', 'd']],
    ['digits', '1 2 3 4 5', ['1', '2', '3', '4', '5']],
  ])('stay what they are: %s', (_, text, words) => {
    expect(read(text)).toEqual(words);
  });

  it('keep the place in the message from the first letter to the last', () => {
    expect(joinSpacedLetters(wordsOf('a h u m a n!'))[0]).toEqual({ word: 'ahuman', start: 0, end: 11 });
  });

  it('are read in messages of up to 4,000 words', () => {
    expect(read(`${'long '.repeat(3990)}h u m a n`).at(-1)).toBe('human');
    expect(read(`${'long '.repeat(4000)}h u m a n`).at(-1)).toBe('n');
  });

  it('are no word when there are more than forty', () => {
    expect(read('a '.repeat(41))).toHaveLength(41);
  });
});
