/** Longer words, in bytes, are not looked for: nobody says them. */
const MAX_WORD_BYTES = 255;

/** Characters of a call, from its begin and as whole utterances, that are searched: hours of speech. More would be said to no end. */
export const MAX_SEARCHED_LENGTH = 400_000;

/** SQL of the utterances `seq, text` of a call ($1) that are searched. */
export const SEARCHED_UTTERANCES = searchedOf('$1');
/** The same of each row of `added`. */
export const SEARCHED_OF_ADDED = searchedOf('added.id');

/** What stands for the marks, and for angle brackets and the ampersand, in texts on their way through the parser. */
export const MARK_START = '\u0001';
export const MARK_END = '\u0002';
export const DISGUISES: Record<string, string> = { '\u0003': '<', '\u0004': '>', '\u0005': '&' };

/** SQL of a column `text` in which what looks like markup is not, and no control character stands. Keeps every offset. */
export const SEPARATED = `translate(text, E'\\x01\\x02\\x03\\x04\\x05<>&', E'     \\x03\\x04\\x05')`;

/**
 * SQL over `texts(key, language, text)`: the words of each, with their neighbour before. Angle brackets and ampersands
 * separate words: speech holds no markup, and Postgres would pass over what looks like a tag.
 */
export const WORDS_OF_TEXTS = `
  SELECT key, lexeme, place, lag(lexeme) OVER line AS previous, place - lag(place) OVER line AS gap
  FROM texts, unnest(to_tsvector(language::regconfig, ${SEPARATED})) AS words, unnest(words.positions) AS places(place)
  WHERE octet_length(lexeme) <= ${MAX_WORD_BYTES}
  WINDOW line AS (PARTITION BY key ORDER BY place, lexeme)`;

/** SQL over those `words`: a line `word word . word ` by key, a dot for each word that is ignored between two others. */
export const LINES_OF_WORDS = `
  SELECT key, string_agg(repeat('. ', COALESCE(gap, 1) - 1) || lexeme || ' ', '' ORDER BY place, lexeme) AS line
  FROM words GROUP BY key`;

/** SQL of the options of `ts_headline`: the whole text, with every word that is asked for marked. */
export const MARKING = `E'HighlightAll=true, StartSel="\\x01", StopSel="\\x02"'`;

function searchedOf(callId: string): string {
  return `
  SELECT seq, text FROM (
    SELECT seq, text, sum(length(text)) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING) AS reached
    FROM utterances WHERE call_id = ${callId}) AS said WHERE reached <= ${MAX_SEARCHED_LENGTH}`;
}
