import { MAX_DEPTH, type Json } from './canonical-json.js';

/** The text is not JSON that two parsers would understand alike. */
export class InvalidJson extends Error {
  override readonly name = 'InvalidJson';
  readonly code = 'invalid_json';
}

/**
 * Reads JSON (RFC 8259) as I-JSON (RFC 7493): bytes are UTF-8 without a byte order mark, keys are unique, no lone surrogates.
 * Beyond that, an integer that would change when read (9007199254740993 gives …992) and nesting deeper than `maxDepth` are refused.
 *
 * @throws InvalidJson
 */
export function parseStrict(text: string | Uint8Array, { maxDepth = MAX_DEPTH } = {}): Json {
  return new Reader(typeof text === 'string' ? text : decode(text), maxDepth).document();
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InvalidJson('not UTF-8');
  }
}

const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const words: readonly (readonly [string, Json])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
];

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
  ) {}

  document(): Json {
    const value = this.value(0);
    if (this.at !== this.text.length) this.fail('more text after the value');
    return value;
  }

  private value(depth: number): Json {
    this.match(space);
    const first = this.text[this.at];
    let value: Json;
    if (first === '"') value = this.string();
    else if (first === '{' || first === '[') {
      if (depth >= this.maxDepth) this.fail(`nested deeper than ${this.maxDepth}`);
      value = first === '{' ? this.object(depth + 1) : this.array(depth + 1);
    } else value = this.wordOrNumber();
    this.match(space);
    return value;
  }

  private object(depth: number): Json {
    const object: Record<string, Json> = {};
    const seen = new Set<string>();
    this.at += 1;
    this.match(space);
    if (this.take('}')) return object;
    do {
      this.match(space);
      const key = this.string();
      if (seen.has(key)) this.fail(`the key ${JSON.stringify(key)} stands twice`);
      seen.add(key);
      this.match(space);
      this.expect(':');
      // As an own property, since `__proto__` is a key like any other here.
      Object.defineProperty(object, key, {
        value: this.value(depth),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    } while (this.take(','));
    this.expect('}');
    return object;
  }

  private array(depth: number): Json {
    const array: Json[] = [];
    this.at += 1;
    this.match(space);
    if (this.take(']')) return array;
    do array.push(this.value(depth));
    while (this.take(','));
    this.expect(']');
    return array;
  }

  /** Escapes and control characters are left to JSON.parse; here only the end is looked for, by no pattern: those run out of stack. */
  private string(): string {
    const start = this.at;
    const end = this.text[start] === '"' ? this.endOfString(start) : -1;
    if (end < 0) this.fail('a string was expected, or does not end');
    let value: string;
    try {
      value = JSON.parse(this.text.slice(start, end)) as string;
    } catch {
      this.fail('a string with an unknown escape or a control character');
    }
    if (!value.isWellFormed()) this.fail('a string contains a lone surrogate');
    this.at = end;
    return value;
  }

  /** Behind the next quotation mark that no odd number of backslashes stands before; -1 without one. */
  private endOfString(start: number): number {
    for (let at = this.text.indexOf('"', start + 1); at >= 0; at = this.text.indexOf('"', at + 1)) {
      let before = at;
      while (this.text[before - 1] === '\\') before -= 1;
      if ((at - before) % 2 === 0) return at + 1;
    }
    return -1;
  }

  private wordOrNumber(): Json {
    for (const [word, value] of words)
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    const literal = this.match(number);
    if (literal === '') this.fail('a value was expected');
    const value = Number(literal);
    if (!Number.isFinite(value)) this.fail('a number out of range');
    if (
      /^-?[0-9]+$/.test(literal) &&
      literal !== '-0' &&
      String(value) !== literal &&
      BigInt(literal) !== BigInt(value)
    )
      this.fail('an integer that no IEEE 754 double can hold');
    return value;
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private expect(character: string): void {
    if (!this.take(character)) this.fail(`"${character}" was expected`);
  }

  private fail(what: string): never {
    throw new InvalidJson(`${what} (character ${this.at})`);
  }
}
