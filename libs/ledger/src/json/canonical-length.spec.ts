import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalize, type Json } from './canonical-json.js';
import { canonicalLength } from './canonical-length.js';
import { parseCanonical } from './canonical-text.js';
import { InvalidJson } from './strict-json.js';

/** What the quick way must never contradict: written again, it is the same text. */
function isCanonical(text: string): boolean {
  try {
    return canonicalize(JSON.parse(text) as Json) === text;
  } catch {
    return false;
  }
}

function accepts(text: string): boolean {
  try {
    parseCanonical(text);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidJson);
    return false;
  }
}

describe('the length of canonical JSON', () => {
  it('is that of the text, or not a number', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalize(value);
        const length = canonicalLength(JSON.parse(text));
        if (!text.includes('\\')) expect([text.length, NaN]).toContainEqual(length);
      }),
    );
  });

  it('is known for what leaves are made of', () => {
    const value = { a: ['x', true, null, { b: '' }, []], zz: { n: 7 }, ä: '😀' };
    expect(canonicalLength(value)).toBe(canonicalize(value).length);
  });

  it.each([
    ['{"a":"x","a":"y"}', 'a key twice'],
    ['{"a": "x"}', 'white space'],
    ['{"b":"x","a":"y"}', 'keys out of order'],
    ['{"2":"x","10":"y"}', 'keys like indexes, out of order'],
    ['{"a":100 ,"b":1E2}', 'a short number beside white space'],
    ['[1E2]', 'a number spelled otherwise at the same length'],
    ['[-0]', 'a negative zero'],
    ['[1.0]', 'a fraction of nothing'],
    ['[1000000000000000000000]', 'a number written in full'],
    ['["\\u0061"]', 'an escape that is not needed'],
    ['["\\ud800"]', 'a lone surrogate'],
    ['"\ud800"', 'a lone surrogate as it is'],
    [`${'['.repeat(300)}${']'.repeat(300)}`, 'deep nesting'],
    ['{"__proto__":1,"a":', 'half of it'],
  ])('lets nobody pass with %s (%s)', (text) => {
    expect(accepts(text)).toBe(false);
  });

  it('never decides otherwise than writing again, whatever was changed in a text', () => {
    const pieces = [
      '"',
      ',',
      ' ',
      '{',
      '}',
      '0',
      '1E2',
      '100',
      '"a":1,',
      '"a"',
      ':',
      '\\u0000',
      '\\',
      '-',
      'null',
      '.0',
    ];
    const change = fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.constantFrom('', ...pieces));
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.array(change, { maxLength: 3 }), (value, changes) => {
        let text = canonicalize(value);
        for (const [at, cut, piece] of changes) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + piece + text.slice(place + cut);
        }
        expect(accepts(text)).toBe(isCanonical(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
