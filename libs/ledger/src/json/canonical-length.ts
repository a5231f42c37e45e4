import { MAX_DEPTH } from './canonical-json.js';

/**
 * How long the canonical text of a parsed value is, for the one case in which that length alone shows that the text was canonical: the
 * text is well-formed Unicode and holds no backslash. Then no string in it has a second spelling, and every token that this function
 * accepts has none that is as short; white space, duplicate keys and members that nobody asked for only make a text longer. So a text as
 * long as this is canonical (RFC 8785), and looking at the value is several times faster than writing it again.
 *
 * @param value what `JSON.parse` made of such a text
 * @returns NaN when the length would show nothing: keys out of order or like array indexes (the parser moves those), numbers other
 * than 0 to 99 (1E2 is as short as 100), deep nesting. Then the text has to be written again and compared.
 */
export function canonicalLength(value: unknown, depth = 0): number {
  switch (typeof value) {
    case 'string':
      return value.length + 2;
    case 'number':
      return lengthOfNumber(value);
    case 'boolean':
      return value ? 4 : 5;
    case 'object':
      if (value === null) return 4;
      if (depth >= MAX_DEPTH) return NaN;
      return Array.isArray(value) ? lengthOfArray(value, depth) : lengthOfObject(value as Members, depth);
    default:
      return NaN;
  }
}

type Members = Readonly<Record<string, unknown>>;

function lengthOfNumber(value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > 99 || Object.is(value, -0)) return NaN;
  return value < 10 ? 1 : 2;
}

function lengthOfArray(array: readonly unknown[], depth: number): number {
  let length = array.length === 0 ? 2 : array.length + 1;
  for (let i = 0; i < array.length; i += 1) length += canonicalLength(array[i], depth + 1);
  return length;
}

function lengthOfObject(object: Members, depth: number): number {
  const keys = Object.keys(object);
  let length = keys.length === 0 ? 2 : keys.length + 1;
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i]!;
    if (inPlace(key, keys[i - 1])) length += key.length + 3 + canonicalLength(object[key], depth + 1);
    else return NaN;
  }
  return length;
}

/** Whether a key stands where the text had it, and after the one before it in the order of UTF-16 code units. */
export function inPlace(key: string, before: string | undefined): boolean {
  const first = key.charCodeAt(0);
  return (first < 0x30 || first > 0x39 || key === '') && (before === undefined || before < key);
}
