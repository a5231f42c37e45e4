import { actRules } from './en-act-rules.js';
import { botRules } from './en-bot-rules.js';
import { callRules } from './en-call-rules.js';
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
      '((gimme|carry|move) to? me (ONE|STAFF|HUMANHELP|DESK|ANYONE)|gimme me? (definite|your) chief (edge|please|now|over)|gimme (over|in)? ONE (?=edge|please|now|over|to|i|in (edge|filler)|for|that|modal you|others)|transfer (BARE|STAFF|DESK))',
    notAfter: '(NEGATED|OTHERS|do i (?=allot)|(?<!how|where) do i)',
  },
  {
    name: 'can I have',
    match:
      '((modal|to|let|want) (i|you|me)? (plain|please)? have (ONE|HUMANHELP)|do i plain? have (ONE|HUMANHELP) (edge|please|now|to talk))',
    notAfter: '(NEGATED|they)',
  },
  {
    name: 'want',
    match:
      'want (for|help|plain|over){0,2} (ONE|HUMANHELP|real{1,2} worker|indefinite trade{1,2} care? worker (?=edge|please|now)|customer care{1,2}|desk worker|desk (?=edge|please)) (?!tail)',
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
    match:
      '((want for?|id plain? like) ANYONE (edge|please|now|real|that|of|to (act|talk|reach|ring))|(want|gimme me?|like) ANYONE to indefinite alive)',
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
  {
    name: 'want',
    match: '(wish|id plain? like) to indefinite? real? (human|role) END (edge|please|now)',
    notAfter: '(NEGATED|they)',
  },
  { name: 'want', match: '(want|like|gimme me?|talk to) (ANYONE|ONE)? of? flesh', notAfter: '(NEGATED|they)' },
  { name: 'want', match: '(want|like) indefinite plain? ring of (ONE|ANYONE|STAFF)', notAfter: '(NEGATED|they)' },
  {
    name: 'want',
    match: '(want|gimme me?|like) definite? (trade|plain){1,2} dept (edge|please|now)',
    notAfter: '(NEGATED|they)',
  },
  { name: 'want', match: 'edge opener{0,4} gimme me? your (trade|real){0,2} worker (edge|please|now)' },
  {
    name: 'want',
    match: '(want|id plain? like) STAFF to (act|ring|help) (me|definite|object|over|edge|my|plain)',
    notAfter: '(NEGATED|they|no)',
  },
  {
    name: 'want',
    match: '(want|id plain? like) (to hear)? indefinite? real{1,2} alive (edge|please|now)',
    notAfter: '(NEGATED|they)',
  },
  {
    name: 'press for',
    match:
      '(press (plain|number|no|single) (for|to)? BARE|edge (plain|number|no|single) for role|edge (press|plain? keypad) (zero|to|for|number|single)? pause? BARE|edge press zero) filler{0,3} edge',
  },
  { name: 'would like', match: '(better|want|like) plain? if ONE (helped|act|modal)', notAfter: '(NEGATED|OTHERS)' },
  { name: 'please', match: 'edge opener{0,4} (your|definite) (trade|real)? chief please' },
  { name: 'want', match: '(want|like) word{0,5} to your chief (edge|please)', notAfter: '(NEGATED|they|OTHERS)' },
  { name: 'want', match: 'id plain? like (customer care{1,2}|desk worker) (edge|please|now)' },
  { name: 'is there', match: 'edge opener{0,3} do real? human word{0,2} available edge' },
  { name: 'how about', match: 'indefinite chance of (ONE|STAFF) (edge|please|now)' },
  {
    name: 'question for',
    match: '(question|queue) (for|to) (ONE|STAFF) (edge|please)',
    notAfter: '(NEGATED|OTHERS|modal)',
  },
  { name: 'how about', match: 'edge opener{0,3} how about indefinite real? (human|role) edge' },
  { name: 'hear from', match: '(want|like|wish) to hear of (ONE|ANYONE)', notAfter: '(NEGATED|they)' },
  {
    name: 'bare',
    match:
      'stop opener{0,6} (BARE{1,4}|BARE others BARE|HUMANHELP|DESK (?!you)|indefinite? anyone real|real anyone|anyone to indefinite alive|help me to? ONE|(human|role) noun|(indefinite|real|trade){0,2} role that knows plain{1,2}|(trade{1,2}|worker) worker (?=please)|anyone indefinite? senior over?|senior over? (?=please)|noun care (?=please)|ANYONE (?=please)|anyone of (definite|your)? (worker|desk)) filler{0,8} ((neg|no|instead (of|to)?|than|over) indefinite? real? machine filler{0,4})? stop',
    notAfter: 'title',
  },
  {
    name: 'bare',
    notAfter: 'title',
    match: '(stop opener{0,4} BARE filler{0,4} pause|pause opener{0,4} BARE filler{0,4} (pause filler{1,4})? stop)',
  },
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
    match:
      '(is there|do you worker? have|there is|(edge|you) got) (ONE|HUMANHELP|STAFF) (edge|available|there|to talk|i can|that i)',
    notAfter: 'neg',
  },
  {
    name: 'any available',
    match: '(is|modal) your? BARE be? available (edge|please|now|to)',
    notAfter: '(tail|plain|definite|if)',
  },
  { name: 'any available', match: 'edge opener{0,4} (is desk|indefinite worker{1,2}) available{1,2} edge' },
  { name: 'any available', match: 'indefinite? anyone real (plain? available|edge)' },
  { name: 'any available', match: 'edge opener{0,4} is? ANYONE over? available{1,2} (edge|please|now|to (act|talk))' },
  {
    name: 'get somebody',
    match:
      'fetch ANYONE (over|for me)? (edge|please|now|to (act|talk|reach) to? (me|object|over|edge)|that knows act (me|object|edge))',
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
    name: 'start a chat',
    match: 'open to? (?!real? another) (HUMANHELP|ONE) (edge|please|now)',
    notAfter: '(NEGATED|OTHERS)',
  },
  {
    name: 'transfer',
    match: '(carry|move) (me|chat) (over|hold){0,3} to (definite|your)? trade{1,2} worker? (edge|please|now|about)',
    notAfter: 'ONGOING',
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
    match: 'be moved over{0,2} to (definite|your)? trade{1,2} (worker|edge|please|now|about)',
    notAfter: '(NEGATED|OTHERS)',
  },
  { name: 'talk to my adviser', match: 'talk plain? to my trade{1,2} role', notAfter: '(UNREAL|my|definite|had)' },
  {
    name: 'put somebody on',
    match:
      '(carry|gimme|have|want) ((ONE|STAFF|ANYONE|management) over|DESK over definite line|ANYONE in (edge|to|please|that)) (?!plain of)',
    notAfter: 'NEGATED',
  },
  {
    name: 'handoff',
    match: '(handoff (to|of) TARGET|over (to|of) (BARE|humanly)|humanly handoff) (edge|please|now)',
    notAfter: '(NEGATED|no|definite)',
  },
  { name: 'escalate', match: '(edge|opener) object (want|modal) to? go to (?!(definite|real? another) person) TARGET' },
  { name: 'escalate', match: 'edge opener{0,4} escalation filler{0,3} edge' },
  { name: 'transfer', match: 'edge opener{0,4} change over? to (ONE|STAFF)' },
  { name: 'transfer me', match: 'stop opener{0,4} transfer please{1,2} filler{0,3} stop' },
  { name: 'escalate', match: 'escalate (?!tail|privilege)', notAfter: '(UNREAL|do|plain)' },
  {
    name: 'be escalated',
    match: '(be|(want|have|get|id like) (my|definite|object|plain){1,3}) escalated',
    notAfter: '(NEGATED|OTHERS)',
  },
  {
    name: 'said',
    match:
      'i (plain|past|over|filler|have){0,2} (?!questioned (indefinite|your|definite|real)? (human|role)) said (you|for|i|want|to|number|tail|plain|now){0,5} BARE',
    notAfter: '(if|that)',
    notBefore: 'past',
  },
  {
    name: 'where is',
    match: 'where is? ((your|definite|indefinite|real){0,2} (human|role) END|definite HUMANHELP) (edge|i|to)',
  },
  ...actRules,
  ...callRules,
  ...botRules,
];
