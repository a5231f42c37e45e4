import type { Language } from './language.js';

/** That a person should look at it, take it over, answer it. */
export const actRules: Language['rules'] = [
  {
    name: 'let somebody do it',
    match:
      '(can|let|have|gimme) ((your|indefinite|real){1,3} (real|trade){0,2} (human|role) (?!tail)|anyone real|real anyone) (please|plain|to)? act (plain object|me|indefinite|my|definite|object|over|to|edge)',
    notAfter: 'NEGATED',
  },
  {
    name: 'can somebody do it',
    match:
      'edge opener{0,3} modal indefinite real? (human|role) (plain|be can to)? (act (me|object|over)|act (to|word) my? (me|object) edge)',
  },
  {
    name: 'can somebody do it',
    match:
      'edge opener{0,3} modal (indefinite worker|anyone) (of|in) (your|definite)? plain? (worker|desk|trade){1,2} plain? act',
  },
  {
    name: 'let somebody do it',
    match: '(have|let|want|get) indefinite real? (human|role) to? review',
    notAfter: '(NEGATED|do (i|you))',
  },
  {
    name: 'can somebody do it',
    match:
      'edge opener{0,4} modal ((your|indefinite|single of your) colleague|single of your worker|indefinite worker{2}) plain? act (me|object|over|edge)',
  },
  { name: 'let somebody do it', match: 'edge opener{0,4} ANYONE (of plain)? carry over (edge|please|object|of)' },
  { name: 'let somebody do it', match: '(edge|please|others|filler) have ANYONE act (me|object)' },
  { name: 'somebody else', match: '(is there|do you have) ANYONE else (edge|that? (can|modal|i)|to|available)' },
  { name: 'somebody else', match: 'edge opener{0,4} ANYONE else please' },
  { name: 'let somebody do it', match: 'ANYONE ought to? (review|act plain) (my|object)' },
  { name: 'let somebody do it', match: 'modal ANYONE please? talk to me' },
  {
    name: 'let somebody do it',
    match: '(want|ask) that ((indefinite|your|real){1,3} (human|role)|ANYONE)',
    notAfter: '(NEGATED|OTHERS)',
  },
  { name: 'somebody else', match: 'modal ANYONE else please? act me' },
  { name: 'let somebody do it', match: 'let (anyone (plain|else)?|ANYONE) act (object|definite)', notAfter: 'NEGATED' },
  {
    name: 'let somebody do it',
    match:
      '(modal ANYONE|(let|have|gimme|want) (ONE|STAFF|ANYONE)) (please|to)? carry over (edge|please|now|object|of)',
    notAfter: '(NEGATED|OTHERS)',
  },
  {
    name: 'needed',
    match: 'edge opener{0,4} (indefinite|real){0,3} (human|role) (required|needed|wished) (for|to|about)',
  },
  { name: 'needed', match: 'humanly help (is|plain)? (required|needed) (edge|please|now)', notAfter: '(no|if)' },
  {
    name: 'let somebody do it',
    match: '(ONE|anyone real|real anyone) (want|modal) to? act plain? (me|indefinite|my|definite|object|over|to|edge)',
    notAfter:
      '(NEGATED|definite|if|(number|single) indefinite?|((?<!i plain?)|(?<=am)) (wished|questioned) (me|that){0,2} (indefinite|your|real){0,3})',
  },
  { name: 'help from', match: 'help (of|over) (ONE|real anyone)', notAfter: '(NEGATED|had word{0,2}|no|ask)' },
  {
    name: 'be helped by',
    match:
      '((be|(want|have|like) word{1,3}) helped (plain|over)? (of|over) (ONE|ANYONE)|(like|want) (plain|definite|my|object){1,3} helped plain? of STAFF)',
    notAfter: 'NEGATED',
  },
];
