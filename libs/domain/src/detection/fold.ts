/**
 * Folding: the one spelling that two writings of the same word share, whatever their case, accents, width or font.
 *
 * Characters fold one by one and are remembered, never the text as a whole: normalising a long run of hostile combining
 * marks costs the square of its length, single characters cost the same each.
 */

const ascii = /^[\0-\x7f]*$/;
const combiningMark = /[\u0300-\u036f]/g;

/** The vowel signs of Hebrew and Arabic: written or left out, the word is the same. */
const vowelSign =
  /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4]/;

/** What some keyboards write after a letter that others write as one: voiced kana, the parts of a Hangul syllable. */
const completes = /[\u3099\u309a\u1161-\u1175\u11a8-\u11c2]/;
const invisible = /[\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]/;

/** Letters whose everyday plain spelling Unicode does not decompose. */
const plainSpelling: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ı: 'i',
  ς: 'σ',
  '‐': '-',
  '’': "'",
  '‘': "'",
  '´': "'",
  '`': "'",
  ʼ: "'",
};

/** The folded spellings under which a word of a language file is met: German umlauts are also written out. */
export function spellings(text: string): string[] {
  const written = text.toLowerCase();
  const spelledOut = written.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue');
  return [...new Set([fold(written), fold(spelledOut)])];
}

/** The folded spelling of each UTF-16 unit met so far. */
const remembered: (string | undefined)[] = new Array<string | undefined>(0x10000).fill(undefined);

/** Only scripts with letter case or compatibility forms are decomposed; Hangul or Devanagari would fall apart. */
function folds(code: number): boolean {
  return code < 0x590 || (code >= 0x1e00 && code < 0x2e00) || (code >= 0xfb00 && code < 0xfb07) || code >= 0xff00;
}

function foldCharacter(character: string): string {
  if (invisible.test(character) || vowelSign.test(character)) return '';
  if (!folds(character.codePointAt(0) ?? 0)) return character;
  const plain = character.normalize('NFKD').toLowerCase().replace(combiningMark, '');
  return plainSpelling[plain] ?? plain;
}

/** Folds case, diacritics (é → e, ß → ss), full-width and mathematical letters, and typographic apostrophes. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  let folded = '';
  /** The last character, kept back as long as it may be completed. */
  let last = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const pair = code >= 0xd800 && code < 0xdc00;
    const character = pair
      ? foldCharacter(String.fromCodePoint(text.codePointAt(i++) ?? code))
      : (remembered[code] ??= foldCharacter(text.charAt(i)));
    if (character === '') continue;
    const whole = completes.test(character) ? (last + character).normalize('NFC') : '';
    if (whole.length === 1) last = whole;
    else {
      folded += last;
      last = character;
    }
  }
  return folded + last;
}
