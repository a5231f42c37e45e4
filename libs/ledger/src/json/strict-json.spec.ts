import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidJson, parseStrict } from './strict-json.js';

describe('strict JSON', () => {
  it.each([
    ['a duplicate key', '{"a":1,"a":2}'],
    ['a duplicate key in another spelling', '{"a":1,"\\u0061":2}'],
    ['a duplicate key deep inside', '[{"x":{"b":1,"c":2,"b":3}}]'],
    ['a lone high surrogate', '"\\ud83d"'],
    ['a lone low surrogate', '"\\ude02x"'],
    ['surrogates in the wrong order', '"\\ude02\\ud83d"'],
    ['a raw lone surrogate', '"\ud800"'],
    ['a lone surrogate in a key', '{"\\ud800":1}'],
    ['an integer that changes when read', '9007199254740993'],
    ['a number out of range', '1e400'],
    ['text after the value', '{} {}'],
    ['a trailing comma', '[1,]'],
    ['a missing comma', '[1 2]'],
    ['a comment', '[1/*x*/]'],
    ['single quotes', "{'a':1}"],
    ['a leading zero', '01'],
    ['a leading plus', '+1'],
    ['a bare point', '.5'],
    ['a dangling point', '1.'],
    ['NaN', 'NaN'],
    ['a raw newline in a string', '"a\nb"'],
    ['an unknown escape', '"\\x41"'],
    ['a short escape', '"\\u00e"'],
    ['an unclosed string', '"abc'],
    ['an unclosed object', '{"a":1'],
    ['another white space', '\u00a01'],
    ['a byte order mark', '\ufeff1'],
    ['nothing', ''],
    ['only white space', ' \n'],
  ])('refuses %s', (_name, text) => {
    expect(() => parseStrict(text)).toThrow(InvalidJson);
  });

  it('refuses bytes that are not UTF-8, and a byte order mark', () => {
    expect(() => parseStrict(Buffer.from([0x22, 0xff, 0x22]))).toThrow('not UTF-8');
    // An encoded surrogate (CESU-8) is not UTF-8 either.
    expect(() => parseStrict(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toThrow('not UTF-8');
    expect(() => parseStrict(Buffer.from([0xef, 0xbb, 0xbf, 0x31]))).toThrow(InvalidJson);
  });

  it('refuses nesting beyond the limit, and takes it up to there', () => {
    expect(parseStrict('[[1]]', { maxDepth: 2 })).toEqual([[1]]);
    expect(() => parseStrict('[[[1]]]', { maxDepth: 2 })).toThrow('nested deeper than 2');
    expect(() => parseStrict('['.repeat(1_000_000))).toThrow(InvalidJson);
  });

  it('takes a string of any length, and refuses one of any length that does not end', () => {
    const long = 'a\\"'.repeat(10_000_000);
    expect(parseStrict(`["${long}"]`)).toEqual([long.replaceAll('\\', '')]);
    expect(() => parseStrict(`"${long}`)).toThrow(InvalidJson);
    expect(() => parseStrict(`{"${'a'.repeat(50_000_000)}`)).toThrow(InvalidJson);
  });

  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
        expect(parseStrict(text)).toEqual(JSON.parse(text));
        expect(parseStrict(Buffer.from(` ${text}\n`))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never ends in anything but a value or InvalidJson', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      'u00',
      '1',
      '-',
      'e',
      '.',
      'null',
      ' ',
      'a',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        try {
          parseStrict(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidJson);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
