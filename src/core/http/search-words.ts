import { ValidateBy } from 'class-validator';

/** Each word is a search of its own. */
export const MAX_SEARCH_WORDS = 8;

/** Controls, spaces and the punctuation of Latin and East Asian writing; the index over names splits them the same way. */
const SEPARATORS = /[\p{Cc} -/:-@[-`{-\u00bf\u2000-\u206f\u3000-\u303f]+/u;

/** The different words of a text, in order; none of them holds a character that means something to Postgres. */
export function searchWords(text: string): string[] {
  return [...new Set(text.split(SEPARATORS).filter((word) => word !== ''))];
}

/** Text of few enough words to search for. */
export function SearchWords(): PropertyDecorator {
  return ValidateBy({
    name: 'searchWords',
    validator: {
      validate: (value) => typeof value === 'string' && searchWords(value).length <= MAX_SEARCH_WORDS,
      defaultMessage: () => `must hold at most ${MAX_SEARCH_WORDS} words`,
    },
  });
}
