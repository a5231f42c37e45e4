import type { Language } from './language.js';

export const fragments: Language['fragments'] = {
  // A real person, an agent, your manager, a senior customer service representative; no travel agent, no agent number.
  MOD: '(real|plain|trade|talking)',
  END: '(?!human|role|worker|tail|being tail|trade role|that (?!knows|i|act|plain talk))',
  ONE: '(indefinite|your|real){0,3} (?!other) MOD{0,2} (?<!other) (human being?|role) END|number of (your|definite) MOD{0,2} (human|role|worker{1,2}) END',
  BARE: '(indefinite|real|trade){0,4} (?<!other) (human being?|role){1,4} END',
  THE: '(definite|indefinite|your|real){0,3} MOD{0,3} (?<!other) (human being?|role) END',
  STAFF: '(indefinite|your|definite|real){0,2} (MOD|human|role){0,3} (?<!other|my) worker{1,2} (?!role|human|tail)',
  HUMANHELP: 'indefinite{0,2} real? humanly help{1,2} (?!tail|of bot|worker|role)',
  DESK: '(your|definite|indefinite|trade){0,2} (customer plain? care{1,2}|desk|trade desk|care worker|help trade) (worker|trade)? (?!tail|plain tail|care)',
  ANYONE: '(indefinite|real)? anyone real?',
  TARGET: '(THE|ONE|STAFF|HUMANHELP|DESK|ANYONE)',

  // "I don't want you to …", but neither "why don't you …" nor "I don't know how to …".
  NEGATED:
    '((?<!why) neg plain? (think that? i)? (desire{1,3} (you|me|anyone)? (to|of|for|about)? be?)? to?|rarely plain? desire{1,3} (you|me|anyone)? (to|of|for|about)? be?|no longer? desire{1,2} (to|of|for)?)',
  OTHERS: '((they|do you) plain? (modal|want|wished|to|desire|like|neg){0,3})',
  UNREAL: '(NEGATED|hate to|OTHERS|if i|if you|than)',
  ONGOING: '(am i? plain?|instead (of|i)?|UNREAL)',
};

export const rules: Language['rules'] = [
  {
    name: 'talk',
    match: 'talk (plain|over|definite? noun){0,2} to{1,2} TARGET',
    notAfter: '(UNREAL|my|definite|your|had indefinite plain?|had)',
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
    notAfter: '(UNREAL|had|in|my|definite|your|past) indefinite? plain?',
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
    notAfter: '(ONGOING|my|definite|your|indefinite|real|had|is)',
    notBefore: 'past',
  },
  { name: 'connect', match: 'move (word{0,5} to)? TARGET', notAfter: 'ONGOING' },
  {
    name: 'transfer',
    match: 'carry (me|my|definite|object|over|hold|over){0,4} to (?!definite person) (THE|STAFF|DESK|HUMANHELP)',
    notAfter: 'ONGOING',
  },
  { name: 'transfer', match: 'carry (my|definite)? (me|chat) (over|hold){0,3} to ANYONE', notAfter: 'ONGOING' },
  {
    name: 'be connected',
    match: '(be|want word{1,4}|like word{1,4}|have word{1,3}) moved over{0,2} to TARGET',
    notAfter: '(NEGATED|OTHERS)',
  },
  { name: 'transfer me', match: 'edge opener{0,4} (can you please?)? (transfer|move) me filler{0,4} edge' },
  {
    name: 'get through',
    match: '(hold (to|of)|(arrive|gimme) me? over{0,2} to) TARGET',
    notAfter: '(ONGOING|am plain|had|over)',
    notBefore: 'past',
  },
  {
    name: 'give me',
    match:
      '((gimme|carry|move) to? me (ONE|STAFF|HUMANHELP|DESK|ANYONE)|gimme me definite chief (edge|please|now|over)|gimme (over|in)? ONE (?=edge|please|now|over|to|i|in|for|that)|transfer (BARE|STAFF|DESK))',
    notAfter: '(NEGATED|OTHERS)',
  },
  {
    name: 'can I have',
    match: '(modal|to|let|want|do i) (i|you|me)? (plain|please)? have (ONE|HUMANHELP)',
    notAfter: '(NEGATED|they)',
  },
  {
    name: 'want',
    match:
      'want (for|help|plain|over){0,2} (ONE|HUMANHELP|real{1,2} worker|customer care{1,2}|desk worker|desk (?=edge|please)) (?!tail)',
    notAfter: '(NEGATED|they|no|(neg|rarely) plain?)',
    notBefore: 'to (?!act|talk|talking|reach|ring|help|carry|get)',
  },
  {
    name: 'want',
    match: '(want|id like|can i) (to? see)? (definite|indefinite|your) chief (edge|please|now)',
    notAfter: '(NEGATED|they|(neg|rarely) plain?)',
  },
  {
    name: 'want',
    match: '(want for?|id plain? like) ANYONE (edge|please|now|real|that|of|to (act|talk|reach|ring))',
    notAfter: '(NEGATED|they|no|(neg|rarely) plain?)',
  },
  { name: 'would like', match: '(id|modal) plain? like (ONE|HUMANHELP)', notAfter: '(NEGATED|they)' },
  { name: 'ask for', match: 'ask (for|over) TARGET', notAfter: '(NEGATED|they)' },
  {
    name: 'bare',
    match: 'stop opener{0,6} (BARE{1,4}|HUMANHELP|DESK|indefinite? anyone real|real anyone) filler{0,8} stop',
  },
  { name: 'bare', match: '(stop opener{0,4} BARE filler{0,4} pause|pause opener{0,4} BARE filler{0,4} stop)' },
  {
    name: 'please',
    match: '(please BARE|BARE please)',
    notAfter: '(no|neg|definite|my|other|of|about|is|number) (real|trade|indefinite|role){0,3}',
  },
  {
    name: 'now',
    match: 'BARE now{1,3} (edge|please|i)',
    notAfter: '(no|neg|definite|my|other|of|about|is|number) (real|trade|indefinite|role){0,3}',
  },
  {
    name: 'is there',
    match: '(is there|do you have|there is) (ONE|HUMANHELP|STAFF) (edge|available|there|to talk|i can|that i)',
    notAfter: 'neg',
  },
  { name: 'any available', match: 'is BARE available (edge|please|now|to)', notAfter: '(tail|plain|definite|if)' },
  { name: 'any available', match: 'indefinite? anyone real (available|edge)' },
  {
    name: 'any available',
    match: 'indefinite (BARE|real worker) available (edge|please|now|to|i|that)',
    notAfter: '(is my|plain)',
  },
  {
    name: 'somebody to talk to',
    match: '(TARGET|nobody) (available|over|plain){0,2} (that? i (can|modal) plain? (talk|reach)|to plain? talk)',
    notAfter: '(NEGATED|no)',
  },
  { name: 'whom can I talk to', match: 'whom (modal|do) i plain? (talk|reach)' },
  {
    name: 'let somebody do it',
    match:
      '(can|let|have|gimme) ((your|indefinite|real){1,3} (real|trade){0,2} (human|role) (?!tail)|anyone real|real anyone) (please|plain|to)? act (me|indefinite|my|definite|object|over|to|edge)',
    notAfter: 'NEGATED',
  },
  {
    name: 'can somebody do it',
    match: 'edge opener{0,3} modal indefinite real? human plain? (act (me|object|over)|act word (me|object) edge)',
  },
  {
    name: 'can somebody do it',
    match: 'edge opener{0,3} modal indefinite worker of (your|definite)? worker plain? act me',
  },
  { name: 'needed', match: 'humanly help (is|plain)? (required|needed) (edge|please|now)', notAfter: '(no|if)' },
  {
    name: 'let somebody do it',
    match: 'ONE (want|modal) to? act plain? (me|indefinite|my|definite|object|over|to|edge)',
    notAfter: '(NEGATED|definite|if)',
  },
  {
    name: 'transfer',
    match: '(carry|move) (me|chat) (over|hold){0,3} to (definite|your)? trade{1,2} worker? (edge|please|now|about)',
    notAfter: 'ONGOING',
  },
  {
    name: 'call me',
    match:
      '((can|have|want|gimme|please|get) ANYONE (of word{1,3})? (please|to|plain){0,2}|ANYONE want to) (ring over?|get in? hold) to? me',
    notAfter: '(do|why)',
  },
  {
    name: 'put somebody on',
    match: '(carry|gimme|have|want) ((ONE|STAFF|ANYONE) over|ANYONE in (edge|to|please)) (?!plain of)',
    notAfter: 'NEGATED',
  },
  { name: 'help from', match: 'help (of|over) (ONE|real anyone)', notAfter: '(NEGATED|had word{0,2}|no|ask)' },
  { name: 'be helped by', match: '(be|want word{1,3}) helped (of|over) (ONE|real anyone)', notAfter: 'NEGATED' },
  {
    name: 'no bot',
    match:
      '(?<!am|is|you) (neg|refuse) plain? ((desire{0,3} (in|to|talk|talking|reach|help|helped|be|indefinite|definite|your|of|plain){0,3} (talk|talking|reach|helped) (to|of|plain){0,2} (indefinite|definite|your|plain){0,2} machine)|desire{1,3} (to|help|over|of|indefinite|your){0,3} bot)',
  },
  { name: 'no bot', match: 'no (indefinite|real)? bot (edge|please)', notAfter: '(word)' },
  {
    name: 'no bot',
    match:
      'tired over? (of|to)? ((talk|talking) to? (indefinite|definite|your|plain){0,2} machine|(indefinite|definite|your|plain){0,2} bot)',
  },
  {
    name: 'handoff',
    match: '(handoff (to|of) TARGET|over (to|of) (BARE|humanly)|humanly handoff) (edge|please|now)',
    notAfter: '(NEGATED|no|definite)',
  },
  { name: 'escalate', match: 'escalate (?!tail|privilege)', notAfter: '(UNREAL|do|plain)' },
  {
    name: 'be escalated',
    match: '(be|(want|have|get|id like) (my|definite|object|plain){1,3}) escalated',
    notAfter: '(NEGATED|OTHERS)',
  },
  {
    name: 'said',
    match: 'i (plain|past|over|filler|have){0,2} said (you|for|i|want|to|number|tail|plain){0,3} BARE',
    notAfter: '(if|that)',
    notBefore: 'past',
  },
  { name: 'where is', match: 'where is? (your|definite|indefinite|real){0,2} (human|role) END (edge|i|to)' },
];
