import type { Language } from './language.js';

export const fragments: Language['fragments'] = {
  // A real person, an agent, your manager, a senior customer service representative; no travel agent, no agent number.
  MOD: '(real|plain|senior|better|trade|talking|chat)',
  END: '(?!human|role|worker|tail|being tail|trade role|that (?!knows|i|act|plain talk))',
  ONE: '(indefinite|your|real){0,3} (?!other) MOD{0,2} (?<!other) (human being?|role) END|number of (your|definite) MOD{0,2} (human|role|worker{1,2}) END',
  BARE: '(indefinite|real|trade){0,4} (?<!other) (human being?|role){1,4} END',
  THE: '(definite|indefinite|your|real){0,3} MOD{0,3} (?<!other) (human being?|role) END',
  STAFF:
    '(indefinite|your|definite|real){0,2} (MOD|human|role){0,3} (?<!other|my) worker{1,2} human? (?!role|human|tail)',
  HUMANHELP: 'indefinite{0,2} real? humanly help{1,2} (?!tail|of bot|worker|role)',
  DESK: '(definite|your|indefinite)? (plain|number)? tier (plain|number|single|to|for)? desk (?!tail)|(definite|your|indefinite)? senior? management (?!tail|plain)|(your|definite|indefinite|trade){0,2} (customer plain? care{1,2}|desk|trade desk|care worker|help trade) (worker|trade)? (?!tail|plain tail|care)',
  ANYONE: '(indefinite|real)? (anyone|some single) real? ((in|of) ((definite|your) plain?)? (worker|desk|trade){1,2})?',
  TARGET: '(THE|ONE|STAFF|HUMANHELP|DESK|ANYONE)',

  // "I don't want you to …", but neither "why don't you …" nor "I don't know how to …".
  NEGATED:
    '((?<!why) neg plain? (think that? i)? (desire{1,3} (you|me|anyone)? (to|of|for|about)? be?)? to?|rarely plain? desire{1,3} (you|me|anyone)? (to|of|for|about)? be?|no longer? desire{1,2} (to|of|for)?)',
  OTHERS: '((they|(?<!how) do you) plain? (modal|want|wished|to|desire|like|neg){0,3})',
  UNREAL:
    '(NEGATED|hate to|OTHERS|(?<!better plain?) if i|if you|(?<!why) do i duty to|must i|neg make me|than|my plain (shall|modal))',
  ONGOING: '(am i? (plain|past)?|instead (of|i)?|UNREAL)',
};
