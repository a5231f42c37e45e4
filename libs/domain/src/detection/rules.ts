import type { Language, Rule } from './languages/language.js';
import { SIGN } from './lexicon.js';

/**
 * Patterns over concepts. A pattern is a regular expression whose atoms are not letters but words of the message:
 *
 *     talk        a word of the concept `talk`                    TARGET   a fragment of the language file
 *     word        any word          plain   a word that the language does not know
 *     stop pause  borders           edge    either
 *
 * Blanks only separate; ( ) | ? {m,n} and look-arounds mean what they mean in a regular expression. Repetitions are
 * bounded, so matching is linear in the number of words.
 */
export interface CompiledRule {
  readonly name: string;
  readonly pattern: RegExp;
}

type Signs = ReadonlyMap<string, string>;

function classOf(atom: string, signs: Signs): string {
  switch (atom) {
    case 'word':
      return `[^${SIGN.stop}${SIGN.pause}]`;
    case 'plain':
    case 'stop':
    case 'pause':
      return SIGN[atom];
    case 'edge':
      return `[${SIGN.stop}${SIGN.pause}]`;
  }
  const members = signs.get(atom);
  if (members === undefined)
    throw new Error(`a pattern uses the concept "${atom}", which the language does not define`);
  return `[${members}]`;
}

/** `not(a b)` and friends stay regular-expression syntax; only names are replaced. */
function expand(pattern: string, signs: Signs, fragments: ReadonlyMap<string, string>): string {
  return pattern
    .replace(/[A-Za-z]+/g, (name) => {
      const fragment = fragments.get(name);
      return fragment === undefined ? classOf(name, signs) : `(?:${fragment})`;
    })
    .replace(/\((?!\?)/g, '(?:')
    .replace(/\s+/g, '');
}

/** @throws Error naming the concept when a pattern uses one that the language does not define. */
export function compileRules(language: Language, signs: Signs): readonly CompiledRule[] {
  const fragments = new Map<string, string>();
  for (const [name, pattern] of Object.entries(language.fragments)) {
    fragments.set(name, expand(pattern, signs, fragments));
  }
  const compile = ({ name, match, notAfter, notBefore }: Rule): CompiledRule => {
    const before = notAfter === undefined ? '' : `(?<!${expand(notAfter, signs, fragments)})`;
    const after = notBefore === undefined ? '' : `(?!${expand(notBefore, signs, fragments)})`;
    const pattern = expand(match, signs, fragments);
    // What stands before is looked at only where the rule would match: that is far cheaper than at every word.
    const first = before === '' ? '' : `(?=${pattern})`;
    // eslint-disable-next-line no-restricted-syntax -- of fragments that stand in this program
    return { name, pattern: new RegExp(first + before + pattern + after) };
  };
  return language.rules.map(compile);
}
