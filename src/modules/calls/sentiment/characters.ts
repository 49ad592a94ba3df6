/** What a UTF-16 code unit means to the tokeniser. */
export const enum CharacterClass {
  Other = 0,
  Word = 1,
  Blank = 2,
  /** Ends a clause: negation and boosting do not reach across. */
  Stop = 3,
  /** May begin an emoticon such as `:)` or `<3`. */
  Face = 4,
  /** May begin an emoji: symbols of the basic plane, high surrogates of the emoji blocks. */
  Symbol = 5,
}

const WORD_CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const BLANKS = ' \t\n\r\v\f';
const STOPS = '.,!?)]}"';
const FACES = ':;=<(^|';

const ASCII = new Uint8Array(128);
for (const [members, kind] of [
  [WORD_CHARACTERS, CharacterClass.Word],
  [BLANKS, CharacterClass.Blank],
  [STOPS, CharacterClass.Stop],
  [FACES, CharacterClass.Face],
] as const) {
  for (let i = 0; i < members.length; i++) ASCII[members.charCodeAt(i)] = kind;
}

/** Class of one UTF-16 code unit (0..65535, NaN past a text's end); lone surrogates are harmless. */
export function classOf(code: number): CharacterClass {
  return code < 128 ? (ASCII[code] as CharacterClass) : classBeyondAscii(code);
}

function classBeyondAscii(code: number): CharacterClass {
  if (!(code < 0xfff0) || code === 0xfeff) return CharacterClass.Other;
  if (code < 0xc0) return code === 0xa0 ? CharacterClass.Blank : CharacterClass.Other;
  if (code < 0x2000) return code === 0xd7 || code === 0xf7 ? CharacterClass.Other : CharacterClass.Word;
  if (code < 0x2070) return classOfGeneralPunctuation(code);
  if (code >= 0x2190 && code < 0x2c00) return CharacterClass.Symbol;
  if (code >= 0xd83c && code <= 0xd83e) return CharacterClass.Symbol;
  if (code >= 0xdc00 && code <= 0xdfff) return CharacterClass.Other;
  if (code >= 0x3000 && code < 0x3040) return code === 0x3000 ? CharacterClass.Blank : CharacterClass.Stop;
  if (code >= 0xfe00 && code < 0xfe10) return CharacterClass.Other;
  if (code >= 0xff00 && code < 0xff10) return CharacterClass.Stop;
  return CharacterClass.Word;
}

function classOfGeneralPunctuation(code: number): CharacterClass {
  const isDashOrQuote = (code >= 0x2013 && code <= 0x2015) || code === 0x201c || code === 0x201d || code === 0x2026;
  if (isDashOrQuote) return CharacterClass.Stop;
  const isBlank = code <= 0x200a || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f;
  return isBlank ? CharacterClass.Blank : CharacterClass.Other;
}

/**
 * Spoken words in a text: runs of non-blank characters that hold at least one letter or digit of any script. Scripts
 * written without blanks count as one word per run.
 */
export function countWords(text: string): number {
  let words = 0;
  let counted = false;
  for (let i = 0; i < text.length; i++) {
    const kind = classOf(text.charCodeAt(i));
    if (kind === CharacterClass.Blank) counted = false;
    else if (kind === CharacterClass.Word && !counted) {
      words++;
      counted = true;
    }
  }
  return words;
}
