import fc from 'fast-check';
import type { KnownIds } from './known-ids.js';
import type { Schema } from './routes.js';

/** Texts that have broken somebody: NULs, halves of surrogates, overlong, directions, escapes of terminals, queries, templates. */
const oddTexts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff x',
  '\ufeff',
  '\u202eevil\u202c',
  '\u001b[2J\u001b]0;x\u0007',
  'line\r\nSet-Cookie: a=b',
  '2026-01-01 ERROR forged\n{"level":"error"}',
  '../../etc/passwd',
  '%00',
  '%2e%2e%2f',
  "' or 1=1 --",
  '"; drop table views.queue; --',
  '${7*7}',
  '{{constructor.constructor("return 1")()}}',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(20_000),
  '💥'.repeat(5_000),
  'e\u0301'.repeat(3_000),
  `${'a'.repeat(40)}!`,
  `${' '.repeat(5_000)}x`,
  '9999-99-99T99:99:99Z',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '99999999999999999999',
  '-0',
  'NaN',
  'null',
];

const oddOthers: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  -0,
  0.1,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  [],
  [[]],
  [null],
  {},
  { length: -1 },
  { toString: 1 },
  { $ne: 1 },
  { constructor: { prototype: { polluted: true } } },
  Array.from({ length: 2_000 }, (_, n) => n),
  Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, n])),
];

/** What nobody expects where something else belongs. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...oddTexts) },
  { weight: 3, arbitrary: fc.constantFrom(...oddOthers) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** What the schema asks for, and here and there something else. */
export function valueOf(schema: Schema, name: string, ids: KnownIds, oddness = 1): fc.Arbitrary<unknown> {
  const fitting = fittingOf(schema, name, ids, oddness);
  const others = schema.nullable ? [{ weight: 2, arbitrary: fc.constant(null) }] : [];
  return fc.oneof({ weight: 30, arbitrary: fitting }, ...others, { weight: oddness, arbitrary: odd });
}

function fittingOf(schema: Schema, name: string, ids: KnownIds, oddness: number): fc.Arbitrary<unknown> {
  const { enum: words, type, format, example } = schema;
  if (words !== undefined) return fc.constantFrom(...words);
  const told = fc.nat(1_000_000).map((at) => ids.pick(name, at));
  switch (type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.tuple(told, numberOf(schema)).map(([one, other]) => (typeof one === 'number' ? one : other));
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, name, ids, oddness), { maxLength: 4 });
    case 'string': {
      const known = told.map((one) => (typeof one === 'string' ? one : 'x'));
      if (format === 'uuid') return fc.oneof({ weight: 6, arbitrary: known }, fc.uuid());
      if (format === 'date-time') return fc.integer({ min: 0, max: 2 ** 42 }).map((ms) => new Date(ms).toISOString());
      if (/id$/i.test(name) || name === 'position') return fc.oneof(known, textOf(schema));
      return textOf(schema);
    }
    case 'object':
      return objectOf(schema, ids, oddness);
    default:
      return example === undefined ? fc.jsonValue({ maxDepth: 2 }) : fc.constant(example);
  }
}

function numberOf({ type, minimum = 0, maximum = 1_000_000 }: Schema): fc.Arbitrary<number> {
  const [min, max] = [Math.ceil(minimum), Math.floor(Math.max(minimum, maximum))];
  return type === 'integer' ? fc.integer({ min, max }) : fc.double({ min: minimum, max: maximum, noNaN: true });
}

const words = [
  'Hello',
  'I want a human',
  'yes',
  'no',
  'lawyer',
  'Where is my parcel?',
  'mail me at a@example.org',
  '✨',
];

function textOf({ example, maxLength = 200 }: Schema): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...words, ...(typeof example === 'string' ? [example, example, example] : [])),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(60, maxLength) }),
    fc.constantFrom('x'.repeat(Math.min(maxLength, 20_000)), 'x'.repeat(Math.min(maxLength, 20_000) + 1)),
  );
}

/** The fields a schema names, sometimes without one that is required, sometimes with one it does not know. */
function objectOf(schema: Schema, ids: KnownIds, oddness: number): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties: more } = schema;
  const fields = Object.entries(properties).map(([name, one]) =>
    fc
      .tuple(fc.nat(100), valueOf(one, name, ids, oddness))
      .map(([chance, value]) =>
        chance < (required.includes(name) ? 99 : 45) ? ([[name, value]] as [string, unknown][]) : [],
      ),
  );
  const strange = fc.tuple(fc.constantFrom('colour', '__proto__', 'constructor', 'id', 'toString', ''), odd);
  const extra = fc
    .tuple(fc.nat(100), typeof more === 'object' || more === true ? fc.tuple(oddText, odd) : strange)
    .map(([chance, field]) => (chance < (more ? 50 : 3) ? [field] : []));
  // As a list of fields: an object literal would keep a field called __proto__ to itself.
  return fc.tuple(extra, ...fields).map((parts) => new Fields(parts.flat()));
}

/** An object as it is written, whatever its fields are called. */
export class Fields {
  constructor(readonly fields: readonly (readonly [string, unknown])[]) {}
}

/** JSON of a value, with the halves of surrogates and the field names as they are. */
export function written(value: unknown): string {
  if (value instanceof Fields)
    return `{${value.fields.map(([name, one]) => `${JSON.stringify(name)}:${written(one)}`).join()}}`;
  if (Array.isArray(value)) return `[${value.map(written).join()}]`;
  return JSON.stringify(value) ?? 'null';
}
