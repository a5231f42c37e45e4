import type { Language } from './language.js';

/** Not to talk to a machine is to ask for a person. */
export const botRules: Language['rules'] = [
  {
    name: 'no bot',
    match: 'anyone (please|act|me|object|pause|that|is|available|there){0,5} neg indefinite? real? machine',
  },
  {
    name: 'no bot',
    match:
      '(?<!am|is|you) (neg|refuse) plain? ((desire{0,3} (in|to|talk|talking|reach|help|helped|be|indefinite|definite|your|of|plain){0,3} (talk|talking|reach|helped) (to|of|plain){0,2} (indefinite|definite|your|plain){0,2} machine)|desire{1,3} (to|help|over|of|indefinite|your){0,3} bot)',
  },
  {
    name: 'no bot',
    match: 'no (indefinite|real)? (bot (edge|please|filler{1,3} edge)|machine please)',
    notAfter: '(word)',
  },
  { name: 'no bot', match: 'edge opener{0,3} neg indefinite real? bot (please|pause? BARE)' },
  {
    name: 'no bot',
    match: 'edge (opener|modal you){0,4} quit over? (definite|your|indefinite)? bot over? filler{0,4} edge',
  },
  { name: 'no bot', match: '(arrive|gimme|let|carry) me out of? (definite|your|indefinite)? plain? bot' },
  {
    name: 'no bot',
    match: 'i am? neg (desire to? talk|talking) (to|plain|object){0,3} (indefinite|definite|your){0,2} machine',
  },
  {
    name: 'no bot',
    match:
      '(neg plain? (desire|want)|no|(edge|please) stop) (indefinite|definite|your|word){0,2} machine (replies|help) (edge|please|others)',
    notAfter: 'OTHERS',
  },
  {
    name: 'no bot',
    match: 'neg (talking to (no|indefinite|definite|your){0,2} machine|gimme me? indefinite bot)',
    notAfter: 'OTHERS',
  },
  { name: 'no bot', match: 'edge opener{0,3} bot over filler{0,4} edge' },
  {
    name: 'no bot',
    match:
      'tired over? (of|to)? ((talk|talking) to? (indefinite|definite|your|plain){0,2} machine|(indefinite|definite|your|plain){0,2} bot (?!of))',
  },
  {
    name: 'no bot',
    match:
      'stop opener{0,4} (neg|no) indefinite? real? machine pause? opener{0,3} (human being?|role) END filler{0,4} stop',
  },
  {
    name: 'skip',
    match: 'edge opener{0,4} (can i)? skip ((definite|indefinite|your)? bot|to BARE) (edge|please|now|others)',
  },
];
