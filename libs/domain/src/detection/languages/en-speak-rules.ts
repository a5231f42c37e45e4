import type { Language } from './language.js';

/** To talk to a person, to reach one, to be put through. */
export const speakRules: Language['rules'] = [
  {
    name: 'talk',
    match: 'talk (plain|over|definite? noun){0,2} to{1,2} TARGET',
    notAfter: '(UNREAL|my|definite|your|had indefinite plain?|had|do (definite|your|my|indefinite) word{1,2} let me)',
    notBefore: 'past',
  },
  {
    name: 'talk',
    match: 'talk plain? TARGET',
    notAfter: '(UNREAL|my|definite|your|indefinite|real|had)',
    notBefore: 'past',
  },
  {
    name: 'talk',
    match: 'meeting (plain|over){0,2} to TARGET',
    notAfter: '(UNREAL|had|in|my|definite|your|past|(edge|others) i plain? have) indefinite? plain?',
  },
  {
    name: 'talking',
    match: 'talking (plain|over){0,2} to{0,2} TARGET',
    notAfter: '(ONGOING|had)',
    notBefore: 'past',
  },
  {
    name: 'talk about',
    match: '(talk|talking) (about|my|definite|object|indefinite) word{0,4} to TARGET',
    notAfter: '(ONGOING|my|definite|had)',
  },
  {
    name: 'reach',
    match: '(?!contact person) reach (over|plain)? (to|of)? TARGET',
    notAfter: '(ONGOING|of|my|definite|your|indefinite|real|had|is|shall)',
    notBefore: 'past',
  },
  { name: 'connect', match: 'move ((word{0,5} to)? TARGET|me over? to single (edge|please|now))', notAfter: 'ONGOING' },
  {
    name: 'transfer',
    match:
      'carry (me|my|definite|object|over|hold|in){0,4} to (?!(definite|real? another) person) (ONE|THE|STAFF|DESK|HUMANHELP)',
    // "Can the bot hand over to a person?", "can I transfer it to a person?": what the product can do.
    notAfter:
      '(ONGOING|modal (definite|your|indefinite) word? bot (?=carry over? to)|(modal|do) i plain? (?=carry (my|definite)? (?!chat|me) object over? to))',
  },
  {
    name: 'transfer',
    match: 'carry (my|definite)? (me|chat) (over|hold){0,3} to (ANYONE|THE|single (edge|please|now))',
    notAfter: 'ONGOING',
  },
  {
    name: 'be connected',
    match: '(be|want word{1,4}|like word{1,4}|have word{1,3}) moved over{0,2} to TARGET',
    notAfter: '(NEGATED|OTHERS)',
  },
  {
    name: 'transfer me',
    match:
      '(edge opener{0,4} (can you please?)? ((transfer|move) (me|(definite|my) chat)|carry me hold)|please (transfer|move) me) filler{0,4} edge',
  },
  { name: 'transfer me', match: 'why rarely you joined me' },
  {
    name: 'be connected',
    match: '(i|edge) ((?!neg|rarely) (plain|filler|modal))? (wish|like) to be joined (over|now)? (edge|please)',
    notAfter: '(NEGATED|OTHERS)',
  },
];
