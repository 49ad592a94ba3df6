import { Side, SpokenUtterance } from '../figures/conversation';

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const BLANK = /\s/;

/** The words of a side, timed or not. */
export function wordsOf(utterances: readonly SpokenUtterance[], side: Side): number {
  let words = 0;
  for (const utterance of utterances) if (utterance.speaker === side) words += utterance.wordCount;
  return words;
}

/**
 * The words of a text as the lists have them: what stands between blanks, in small letters with straight apostrophes, without
 * the punctuation around it; what holds no letter and no digit is no word.
 */
export function spokenWords(text: string): string[] {
  const small = text.toLowerCase().replaceAll('’', "'");
  const words: string[] = [];
  let start = -1;
  let end = -1;
  for (let i = 0; i < small.length; i++) {
    const code = small.charCodeAt(i);
    if (isBlank(code)) {
      if (start >= 0) words.push(small.slice(start, end));
      start = -1;
    } else if (isWordCode(code)) {
      if (start < 0) start = i;
      end = i + 1;
    }
  }
  if (start >= 0) words.push(small.slice(start, end));
  return words;
}

export function isBlank(code: number): boolean {
  return code === 32 || (code < 128 ? code >= 9 && code <= 13 : BLANK.test(String.fromCharCode(code)));
}

/** Halves of characters beyond the basic plane are taken for letters, as scripts are written with them. */
function isWordCode(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
  return (code >= 0xd800 && code <= 0xdfff) || LETTER_OR_DIGIT.test(String.fromCharCode(code));
}
