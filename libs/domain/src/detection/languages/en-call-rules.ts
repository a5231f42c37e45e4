import type { Language } from './language.js';

/** To be called, written to or called back by a person. */
export const callRules: Language['rules'] = [
  {
    name: 'call me',
    match:
      '((can|have|want|gimme|please|get|tell for?) (ANYONE|STAFF|ONE|DESK) (of word{1,3})? (please|to|plain){0,2}|ANYONE want to) (ring over?|get in? hold|get back) to? me',
    notAfter: '(do|why)',
  },
  {
    name: 'call me',
    match:
      'edge opener{0,4} (can you)? please? (ring me|gimme me indefinite ring) (back|of line|over definite line|filler){0,4} edge',
  },
  { name: 'call me', match: 'edge opener{0,4} (can you)? please? (ring me back|phoning me please{0,2} (over|day))' },
  {
    name: 'call me',
    match:
      '(please|can|have|want|gimme|tell) (ANYONE|STAFF|ONE) (please|to){0,2} (ring out|get in? hold) (edge|please|now|about)',
    notAfter: '(do|why|OTHERS)',
  },
  {
    name: 'call me',
    match:
      '((better|like) object? if ANYONE (of (definite|your)? word{1,2})? modal?|ANYONE (of (definite|your)? word{1,2})? ought) (please|plain)? (ring|helped|get in? hold to|get back to) me',
    notAfter: '(NEGATED|OTHERS)',
  },
  {
    name: 'call me',
    match: '(can|have|want|get|please) (ANYONE|STAFF|ONE) (please|plain|to){0,2} gimme me indefinite plain? ring',
    notAfter: '(do|why)',
  },
  {
    name: 'call me',
    match: '(have|get|tell|let) (definite|your|indefinite) chief (please|to){0,2} (ring|write) to? me',
    notAfter: '(NEGATED|OTHERS|do i)',
  },
  { name: 'call me', match: 'id ANYONE be can to ring me' },
  { name: 'call me', match: '(want|like) indefinite? ring back (edge|please|of|now)', notAfter: '(NEGATED|OTHERS)' },
  { name: 'call me', match: 'book me? (indefinite|my)? callback', notAfter: '(NEGATED|OTHERS|no)' },
  { name: 'call me', match: 'gimme indefinite ring of (ONE|ANYONE)', notAfter: '(NEGATED|OTHERS)' },
  {
    name: 'call me',
    match: '(want|like|can i have|gimme me|please|edge) indefinite? callback (edge|please|of|to|now)',
    notAfter: '(NEGATED|OTHERS|no)',
  },
  { name: 'call me', match: 'edge opener{0,4} ANYONE please? (ring over?|get in? hold to|get back to) me' },
  { name: 'call me', match: 'please get in? hold to me (edge|please|over|about|now)' },
  { name: 'call me', match: 'gimme me indefinite ring back', notAfter: '(NEGATED|OTHERS)' },
  { name: 'call me', match: 'modal you better (calling|talking to) me (edge|please|over|day|now)' },
  {
    name: 'on the phone',
    match: '(want|like|can|let) (i|me)? to? talk (to you worker?)? (over definite|of) line (edge|please|about|to)',
    notAfter: '(NEGATED|OTHERS)',
  },
];
