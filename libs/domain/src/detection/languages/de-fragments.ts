import type { Language } from './language.js';

export const fragments: Language['fragments'] = {
  MOD: '(real|plain|trade)',
  END: '(?!human|role|worker|tail)',
  ONE: '(indefinite|your|real){0,3} (?!other) MOD{0,2} (?<!other) (human|role) END',
  THE: '(definite|indefinite|your|real){0,3} (?!other) MOD{0,3} (?<!other) (human|role) END',
  BARE: '(indefinite|real|trade){0,3} (?<!other) (human|role){1,3} END',
  STAFF: '(indefinite|your|definite|real){1,2} (MOD|human|role){0,2} (?<!my) worker (?!tail)',
  ANYONE: '(real|indefinite)? anyone indefinite? (real|vom (definite|your)? (plain|desk|trade|worker|office){1,2})?',
  DESK: '(your|definite|indefinite)? ((trade){0,2} (desk|kunden trade)|plain? tier (desk|trade)) (?!tail)',
  HUMANHELP: 'indefinite? real{1,2} help (?!tail)',
  ORIGIN: '(vom ((definite|your)? (plain|desk|trade|office|worker){1,2}|ihnen))',
  TARGET: '(THE|STAFF|ANYONE|DESK|HUMANHELP) ORIGIN?',
  OFFICE: '(definite|your) real? office',
  // "Ich will nicht …", "ich muss nicht …"; but "warum kann ich nicht …" and "ich konnte nicht …" ask.
  UNWANTED: '((?<!can word{0,3}) nicht (like|plain)?)',
  ABOUT: '(prep (my|definite|your|indefinite)? plain{1,2})',
  SMALL: '(like|plain|i|you|es)',
  TINY: '(like|i|you|es)',
};
