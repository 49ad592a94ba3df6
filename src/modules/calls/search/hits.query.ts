import { Parameters } from '../call-conditions';
import { Speaker } from '../sentiment/rolling';
import { SearchPlan } from './search-plan';
import { LINES_OF_WORDS, MARKING, SEARCHED_UTTERANCES, SEPARATED, WORDS_OF_TEXTS } from './terms.query';

/** Most utterances of a call that a list shows. */
export const MOST_HITS = 3;

/** What a search finds in one call. */
export interface FoundHits {
  /** How many utterances it finds. */
  count: number;
  /** The first of them, by seq. */
  found: FoundUtterance[] | null;
}

export interface FoundUtterance {
  seq: number;
  startMs: number | null;
  endMs: number | null;
  speaker: Speaker;
  /** The text with the highlighter's marks. */
  marked: string;
}

/**
 * SQL of a JSON array of what is found in each of the rows of `listed`. The terms are cut at what is sought, which is in few
 * places, and not into lines, which are many: a piece before a hit ends in the begin of the line that the hit is in.
 */
export function hitsOf({ required, marked }: SearchPlan, parameters: Parameters): string {
  const sought = parameters.add(required);
  const words = parameters.add(marked);
  return `WITH wanted AS MATERIALIZED (
      SELECT key AS language, key::regconfig AS configuration, value::tsquery AS highlighted,
        ARRAY(SELECT text #>> '{}' FROM jsonb_path_query(${sought}::jsonb -> key, '$[*][*]') AS text) AS texts
      FROM jsonb_each_text(${words}::jsonb)
    ), said AS MATERIALIZED (
      SELECT listed.place, listed.id, configuration, highlighted, texts, s.terms || '' AS terms
      FROM listed JOIN call_search s ON s.call_id = listed.id LEFT JOIN wanted USING (language))
    SELECT json_agg(json_build_object('count', hits.count, 'found', (
      SELECT json_agg(json_build_object('seq', u.seq, 'startMs', u.start_ms, 'endMs', u.end_ms, 'speaker', u.speaker,
        'marked', ts_headline(configuration, ${SEPARATED}, highlighted, ${MARKING})) ORDER BY u.seq)
      FROM utterances u WHERE u.call_id = said.id AND u.seq = ANY (hits.seqs[1:${MOST_HITS}]))) ORDER BY said.place)
    FROM said, LATERAL (
      SELECT count(DISTINCT seq) AS count, array_agg(DISTINCT seq) AS seqs
      FROM unnest(texts) AS text, LATERAL (SELECT string_to_array(terms, text) AS pieces OFFSET 0) AS cut,
        unnest(trim_array(pieces, 1)) WITH ORDINALITY AS pieces(piece, number),
        LATERAL (SELECT split_part(split_part(piece, E'\\n', -1), ' ', 1)::int AS seq OFFSET 0) AS begun
      WHERE number = 1 OR strpos(piece, E'\\n') > 0) AS hits`;
}

/** SQL of the seq and the marked text of each utterance of a call ($1) that is found, in a language ($2). */
export const MARKED_UTTERANCES = `
  WITH texts AS (SELECT seq AS key, $2::text AS language, text FROM (${SEARCHED_UTTERANCES}) AS searched),
    words AS (${WORDS_OF_TEXTS}), lines AS MATERIALIZED (${LINES_OF_WORDS})
  SELECT key AS seq, ts_headline(language::regconfig, ${SEPARATED}, $4::tsquery, ${MARKING}) AS marked
  FROM lines JOIN texts USING (key) WHERE ' ' || line LIKE ANY ($3)`;
