import { speakRules } from './en-speak-rules.js';
import type { Language } from './language.js';

export const rules: Language['rules'] = [
  ...speakRules,
  {
    name: 'get through',
    match: '(hold (to|of)|(arrive|gimme) me? over{0,2} to) TARGET',
    notAfter: '(ONGOING|am plain|had|over)',
    notBefore: 'past',
  },
  {
    name: 'give me',
    match:
      '((gimme|carry|move) to? me (ONE|STAFF|HUMANHELP|DESK|ANYONE)|gimme me? (definite|your) chief (edge|please|now|over)|gimme (over|in)? ONE (?=edge|please|now|over|to|i|in (edge|filler)|for|that)|transfer (BARE|STAFF|DESK))',
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
  { name: 'want', match: 'i (want|wish|wished) is (ONE|HUMANHELP)', notAfter: 'they' },
  { name: 'would like', match: '(id|modal) plain? like (ONE|HUMANHELP)', notAfter: '(NEGATED|they)' },
  {
    name: 'ask for',
    match: 'ask (for|over) TARGET',
    notAfter: '((neg|rarely) plain?|NEGATED|they (plain|tail)?|if (i|you))',
  },
  { name: 'press for', match: 'press (plain|number)? (for|to reach) (ONE|ANYONE)', notAfter: '(NEGATED|they)' },
  { name: 'how about', match: 'edge opener{0,3} how about indefinite real? (human|role) edge' },
  { name: 'hear from', match: '(want|like|wish) to hear of (ONE|ANYONE)', notAfter: '(NEGATED|they)' },
  {
    name: 'bare',
    match:
      'stop opener{0,6} (BARE{1,4}|BARE others BARE|HUMANHELP|DESK (?!you)|indefinite? anyone real|real anyone|trade{1,2} worker (?=please)|ANYONE (?=please)|anyone of (definite|your)? (worker|desk)) filler{0,8} ((neg|no) indefinite? real? machine filler{0,4})? stop',
  },
  { name: 'bare', match: '(stop opener{0,4} BARE filler{0,4} pause|pause opener{0,4} BARE filler{0,4} stop)' },
  {
    name: 'please',
    match: '(please BARE|BARE please)',
    notAfter: '(no|(neg|rarely) desire?|definite|my|other|of|about|is|number) (real|trade|indefinite|role){0,3}',
  },
  {
    name: 'now',
    match: 'BARE now{1,3} (edge|please|i)',
    notAfter: '(no|(neg|rarely) desire?|definite|my|other|of|about|is|number) (real|trade|indefinite|role){0,3}',
  },
  {
    name: 'is there',
    match: '(is there|do you have|there is) (ONE|HUMANHELP|STAFF) (edge|available|there|to talk|i can|that i)',
    notAfter: 'neg',
  },
  {
    name: 'any available',
    match: '(is|modal) BARE be? available (edge|please|now|to)',
    notAfter: '(tail|plain|definite|if)',
  },
  { name: 'any available', match: 'indefinite? anyone real (available|edge)' },
  { name: 'any available', match: 'edge opener{0,4} is? ANYONE over? available{1,2} (edge|please|now|to (act|talk))' },
  {
    name: 'get somebody',
    match: 'fetch ANYONE (over|for me)? (edge|please|now|to (act|talk|reach) (me|object|over|edge))',
    notAfter: '(NEGATED|OTHERS|do (i|you)|to)',
  },
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
    match:
      'edge opener{0,3} modal (indefinite worker|anyone) (of|in) (your|definite)? plain? (worker|desk|trade){1,2} plain? act',
  },
  {
    name: 'let somebody do it',
    match: '(have|let|want|get) indefinite real? (human|role) to? review',
    notAfter: '(NEGATED|do (i|you))',
  },
  { name: 'let somebody do it', match: 'let (anyone plain?|ANYONE) act (object|definite)', notAfter: 'NEGATED' },
  { name: 'let somebody do it', match: 'modal ANYONE please? carry over (edge|please|object|of)' },
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
      '((can|have|want|gimme|please|get|tell for?) (ANYONE|STAFF) (of word{1,3})? (please|to|plain){0,2}|ANYONE want to) (ring over?|get in? hold|get back) to? me',
    notAfter: '(do|why)',
  },
  {
    name: 'call me',
    match:
      'edge opener{0,4} (can you)? please? (ring me|gimme me indefinite ring) (back|of line|over definite line|filler){0,4} edge',
  },
  { name: 'call me', match: 'gimme indefinite ring of (ONE|ANYONE)', notAfter: '(NEGATED|OTHERS)' },
  {
    name: 'call me',
    match: '(want|like|can i have|gimme me|please|edge) indefinite? callback (edge|please|of|to|now)',
    notAfter: '(NEGATED|OTHERS|no)',
  },
  {
    name: 'on the phone',
    match: '(want|like|can|let) (i|me)? to? talk over definite line (edge|please|about|to)',
    notAfter: '(NEGATED|OTHERS)',
  },
  { name: 'add somebody', match: 'add (ONE|STAFF|ANYONE) (to|in) definite chat edge', notAfter: '(NEGATED|do i)' },
  {
    name: 'hand over',
    match: '(carry|move) object over{1,2} to ANYONE (edge|please|in|of|that)',
    notAfter: '(ONGOING|modal i)',
  },
  {
    name: 'talk to billing',
    match: 'talk plain? to (definite|your)? trade{1,2} (worker|edge|please|now|about)',
    notAfter: '(UNREAL|my|definite|had)',
  },
  {
    name: 'talk to billing',
    match: 'be moved to (definite|your)? trade{1,2} (worker|edge|please|now|about)',
    notAfter: '(NEGATED|OTHERS)',
  },
  { name: 'talk to my adviser', match: 'talk plain? to my trade{1,2} role', notAfter: '(UNREAL|my|definite|had)' },
  { name: 'no bot', match: 'anyone (please|act|me|object|pause|that|is){0,4} neg indefinite? real? machine' },
  {
    name: 'put somebody on',
    match:
      '(carry|gimme|have|want) ((ONE|STAFF|ANYONE) over|DESK over definite line|ANYONE in (edge|to|please|that)) (?!plain of)',
    notAfter: 'NEGATED',
  },
  { name: 'help from', match: 'help (of|over) (ONE|real anyone)', notAfter: '(NEGATED|had word{0,2}|no|ask)' },
  { name: 'be helped by', match: '(be|want word{1,3}) helped (of|over) (ONE|ANYONE)', notAfter: 'NEGATED' },
  {
    name: 'no bot',
    match:
      '(?<!am|is|you) (neg|refuse) plain? ((desire{0,3} (in|to|talk|talking|reach|help|helped|be|indefinite|definite|your|of|plain){0,3} (talk|talking|reach|helped) (to|of|plain){0,2} (indefinite|definite|your|plain){0,2} machine)|desire{1,3} (to|help|over|of|indefinite|your){0,3} bot)',
  },
  { name: 'no bot', match: 'no (indefinite|real)? bot (edge|please)', notAfter: '(word)' },
  {
    name: 'no bot',
    match:
      'tired over? (of|to)? ((talk|talking) to? (indefinite|definite|your|plain){0,2} machine|(indefinite|definite|your|plain){0,2} bot (?!of))',
  },
  {
    name: 'handoff',
    match: '(handoff (to|of) TARGET|over (to|of) (BARE|humanly)|humanly handoff) (edge|please|now)',
    notAfter: '(NEGATED|no|definite)',
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
  { name: 'escalate', match: 'edge opener{0,4} escalation filler{0,3} edge' },
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
  {
    name: 'where is',
    match: 'where is? ((your|definite|indefinite|real){0,2} (human|role) END|definite HUMANHELP) (edge|i|to)',
  },
];
