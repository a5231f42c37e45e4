import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileKeywords } from './keywords.js';

const found = (phrases: string[], text: string) => compileKeywords(phrases).find(text);

describe('keyword phrases', () => {
  it('are found whatever their case, accents and blanks', () => {
    expect(found(['Résumé', 'speak to legal', 'straße'], 'my RESUME:\n speak  to\tLegal, STRASSE')).toEqual([
      'Résumé',
      'speak to legal',
      'straße',
    ]);
  });

  it('are found as whole words only', () => {
    expect(found(['art', 'refund'], 'start the refunds')).toEqual([]);
    expect(found(['art', 'refund'], 'art? "refund"')).toEqual(['art', 'refund']);
  });

  it('are literal: no character means anything else', () => {
    expect(found(['a.b*', 'c++', '(x|y)', '\\d'], 'aab abb 7 x y c')).toEqual([]);
    expect(found(['a.b*', 'c++', '(x|y)', '\\d'], 'a.b* and c++, (x|y) and \\d')).toHaveLength(4);
  });

  it('are reported once each, as configured, in the order of the configuration', () => {
    expect(found(['Refund', 'legal', 'refund'], 'refund LEGAL refund')).toEqual(['Refund', 'legal', 'refund']);
  });

  it('may contain one another and overlap', () => {
    expect(found(['a', 'a b', 'b a', 'a b a'], 'a b a')).toEqual(['a', 'a b', 'b a', 'a b a']);
  });

  it('are found inside a text without blanks between words', () => {
    expect(found(['退款', 'คืนเงิน', '환불'], '我要退款。 ฉันต้องการคืนเงินครับ 환불을 원해요')).toHaveLength(3);
  });

  it.each([
    ['İstanbul', 'ISTANBUL'],
    ['ısı', 'ISI'],
    ['ΟΔΟΣ', 'οδος'],
    ['Ёлка', 'елка'],
    ['عَرَبِيّ', 'عربي'],
    ['שלום', 'שָׁלוֹם'],
    ['が', 'か\u3099'],
    ['ガ', 'ｶﾞ'],
    ['환불', '환불'.normalize('NFD')],
    ['café', 'CAFE\u0301'],
    ['ＡＢＣ', 'abc'],
    ['e-mail', 'E\u2011Mail'],
    ['refund', 're\u00adfund'],
  ])('are found however a script writes them: %s in %s', (phrase, text) => {
    expect(found([phrase], text)).toEqual([phrase]);
    expect(found([text], phrase)).toEqual([text]);
  });

  it.each([
    ['воз', 'возврат'],
    ['इन', 'इनकार'],
    ['عرب', 'عربي'],
    ['3', '13'],
  ])('are whole words in every script that has them: no %s in %s', (phrase, text) => {
    expect(found([phrase], text)).toEqual([]);
  });

  it('may be emoji, in any colour', () => {
    expect(found(['👎', '❤️'], 'no👎🏽 but ❤')).toEqual(['👎', '❤️']);
  });

  it('are never found when blank, and none is found in an empty text', () => {
    expect(found(['', '  '], ' any  text ')).toEqual([]);
    expect(found(['x'], '')).toEqual([]);
  });

  it('are found exactly where a search phrase by phrase finds them', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '+'), minLength: 1, maxLength: 5 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '+'), maxLength: 40 });
    const isLetter = (character: string | undefined) => character === 'a' || character === 'b';
    const naive = (phrase: string, within: string) => {
      const wanted = phrase.trim().replace(/ +/g, ' ');
      const where = within.replace(/ +/g, ' ');
      if (wanted === '') return false;
      for (let at = where.indexOf(wanted); at >= 0; at = where.indexOf(wanted, at + 1)) {
        const opens = !isLetter(wanted[0]) || !isLetter(where[at - 1]);
        const closes = !isLetter(wanted.at(-1)) || !isLetter(where[at + wanted.length]);
        if (opens && closes) return true;
      }
      return false;
    };
    fc.assert(
      fc.property(fc.uniqueArray(letters, { maxLength: 8 }), text, (phrases, within) => {
        expect(found(phrases, within)).toEqual(phrases.filter((phrase) => naive(phrase, within)));
      }),
      { numRuns: 1000 },
    );
  });
});
