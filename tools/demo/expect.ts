import { partialDeepStrictEqual } from 'node:assert';
import { inspect } from 'node:util';

/** A step that is not as it should be: what it was, what was expected, what was seen. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';

  constructor(what: string, expected: unknown, saw: unknown) {
    super(`${what}\n  expected ${shown(expected)}\n  saw      ${shown(saw)}`);
  }
}

/**
 * Holds an answer against what it must at least say.
 * @throws Unexpected
 */
export function expectThat<T>(what: string, saw: T, expected: object | string | number | boolean): T {
  try {
    partialDeepStrictEqual(saw, expected);
  } catch {
    throw new Unexpected(what, expected, saw);
  }
  return saw;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : inspect(value, { depth: 6, breakLength: 100, maxStringLength: 300 });
  return text.replaceAll('\n', '\n           ');
}
