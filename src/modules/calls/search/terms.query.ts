/** Longer words, in bytes, are not looked for: nobody says them. */
const MAX_WORD_BYTES = 255;

/**
 * A subquery of the words of texts, each with its neighbour before: `key, lexeme, place, previous, gap`. Angle brackets
 * and ampersands separate words: speech holds no markup, and Postgres would pass over what looks like a tag.
 * @param texts SQL of rows `key, language, text`
 */
export function wordsOf(texts: string): string {
  return `SELECT texts.key, lexeme, place, lag(lexeme) OVER line AS previous, place - lag(place) OVER line AS gap
    FROM (${texts}) AS texts, unnest(to_tsvector(texts.language::regconfig, ${separated('texts.text')})) AS words,
      unnest(words.positions) AS places(place)
    WHERE octet_length(lexeme) <= ${MAX_WORD_BYTES}
    WINDOW line AS (PARTITION BY texts.key ORDER BY place, lexeme)`;
}

/** A subquery of lines `word word . word ` by key: a dot for each word that the configuration ignores between two others. */
export function linesOf(words: string): string {
  return `SELECT key, string_agg(repeat('. ', COALESCE(gap, 1) - 1) || lexeme || ' ', '' ORDER BY place, lexeme) AS line
    FROM (${words}) AS words GROUP BY key`;
}

/** SQL of a text in which what looks like markup is not. Keeps the length. */
export function separated(text: string): string {
  return `translate(${text}, '<>&', '   ')`;
}
