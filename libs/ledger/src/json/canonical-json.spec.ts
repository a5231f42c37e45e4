import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_DEPTH, NotCanonicalizable, canonicalBytes, canonicalize } from './canonical-json.js';
import { parseCanonical } from './canonical-text.js';
import { InvalidJson, parseStrict } from './strict-json.js';

/** The documents of RFC 8785's test data (github.com/cyberphone/json-canonicalization, testdata/input and output). */
const documents: readonly (readonly [string, string, string])[] = [
  ['arrays', '[\n 56,\n {\n "d": true,\n "10": null,\n "1": [ ]\n }\n]', '[56,{"1":[],"10":null,"d":true}]'],
  [
    'french',
    '{"peach": "This sorting order", "péché": "is wrong according to French", "pêche": "but canonicalization MUST", "sin": "ingnore locale"}',
    '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ingnore locale"}',
  ],
  [
    'structures',
    '{"1": {"f": {"f": "hi","F": 5} ,"\\n": 56.0}, "10": { }, "": "empty", "a": { }, "111": [ { } ], "A": { }}',
    '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}',
  ],
  ['unicode', '{"Unnormalized Unicode":"\\u1e0d\\u0307"}', '{"Unnormalized Unicode":"\u1e0d\u0307"}'],
  [
    'values',
    '{"numbers": [1E30, 4.50, 333333333.33333329, 2e-3, 0.000000000000000000000000001], "escaping": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/", "literals": [null, true, false]}',
    '{"escaping":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/","literals":[null,true,false],"numbers":[1e+30,4.5,333333333.3333333,0.002,1e-27]}',
  ],
  [
    'weird',
    '{"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\u000a": "Newline", "1": "One", "\\u0080": "Control\\u007f", "\\ud83d\\ude02": "Smiley", "\\u00f6": "Latin Small Letter O With Diaeresis", "\\ufb33": "Hebrew Letter Dalet With Dagesh", "</script>": "Browser Challenge"}',
    '{"\\n":"Newline","\\r":"Carriage Return","1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😂":"Smiley","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  ],
];

/** RFC 8785 appendix B: IEEE 754 bits, and how the number is written. */
const numbers: readonly (readonly [string, string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

const doubleOf = (bits: string) => Buffer.from(bits, 'hex').readDoubleBE();

/** Any JSON text may hold, without lone surrogates. */
const anyJson = fc.jsonValue({ stringUnit: 'binary' });

describe('canonical JSON', () => {
  it.each(documents)('writes the RFC 8785 document "%s" as published', (_name, input, output) => {
    expect(canonicalize(parseStrict(input))).toBe(output);
    expect(canonicalBytes(JSON.parse(input))).toEqual(Buffer.from(output, 'utf8'));
  });

  it.each(numbers)('writes the number with the bits %s as %s', (bits, text) => {
    expect(canonicalize(doubleOf(bits))).toBe(text);
  });

  it('sorts keys by UTF-16 code units, not by code points', () => {
    // U+1F602 is written with surrogates (D83D…), which sort before U+FB33 though the code point is larger.
    expect(canonicalize({ '\ufb33': 1, '😂': 2, '9': 3, '10': 4 })).toBe('{"10":4,"9":3,"😂":2,"\ufb33":1}');
  });

  it.each([
    ['NaN', doubleOf('7fffffffffffffff')],
    ['Infinity', doubleOf('7ff0000000000000')],
    ['undefined', undefined],
    ['an undefined member', { a: undefined }],
    ['a hole', new Array<number>(1)],
    ['a function', () => 1],
    ['toJSON', { toJSON: () => 1 }],
    ['a hidden toJSON', Object.defineProperty({ a: 1 }, 'toJSON', { value: () => 1 })],
    ['an inherited toJSON', Object.create(Object.assign(Object.create(null) as object, { toJSON: () => 1 }))],
    ['toJSON of a list', Object.assign([1], { toJSON: () => 1 })],
    ['a symbol', Symbol('a')],
    ['a symbol as a key', { [Symbol('a')]: 1 }],
    ['a BigInt', 1n],
    ['a Map', new Map([[1, 2]])],
    ['a Set', new Set()],
    ['a Date', new Date(0)],
    ['bytes', new Uint8Array(2)],
    ['a Buffer', Buffer.from('a')],
    ['a boxed string', Object('a')],
    ['an instance of a class', new (class Thing {})()],
    ['a lone high surrogate', '\ud800'],
    ['a lone low surrogate', ['\udc00a']],
    ['a lone surrogate in a key', { '\ud800': 1 }],
  ])('refuses %s by name', (_name, value: unknown) => {
    expect(() => canonicalize(value)).toThrow(NotCanonicalizable);
    expect(() => canonicalize([{ deep: value }])).toThrow(NotCanonicalizable);
  });

  it('refuses cycles and endless depth instead of overflowing the stack', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => canonicalize(cycle)).toThrow(NotCanonicalizable);
    expect(canonicalize(nested(MAX_DEPTH))).toBe('['.repeat(MAX_DEPTH) + ']'.repeat(MAX_DEPTH));
    expect(() => canonicalize(nested(MAX_DEPTH + 1))).toThrow(NotCanonicalizable);
  });

  it('treats __proto__ as a key like any other', () => {
    expect(canonicalize(parseStrict('{"__proto__":{"b":1,"a":2}}'))).toBe('{"__proto__":{"a":2,"b":1}}');
  });

  it('gives text that reads back as the same value and writes again as the same text', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const text = canonicalize(value);
        expect(canonicalize(parseStrict(text))).toBe(text);
        expect(canonicalize(parseCanonical(text))).toBe(text);
        expect(canonicalize(shuffled(value))).toBe(text);
      }),
    );
  });
});

describe('reading canonical text', () => {
  it.each([
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '{ "a":1}',
    '[1.0]',
    '[1e2]',
    '"\\u0061"',
    '"\\/"',
    '"\\ud800"',
    '"\\uD83D"',
    '01',
    '',
  ])('refuses %s', (text) => {
    expect(() => parseCanonical(text)).toThrow(InvalidJson);
  });

  it('is not misled by a backslash before the letters of an escape', () => {
    expect(parseCanonical('"\\\\ud800"')).toBe('\\ud800');
  });
});

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 1; i < depth; i += 1) value = [value];
  return value;
}

/** The same value with the keys of its objects in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
}
