import { Parameters } from '../call-conditions';
import { Speaker } from '../sentiment/rolling';
import { SearchPlan } from './search-plan';
import { LINES_OF_WORDS, MARKING, SEPARATED, WORDS_OF_TEXTS } from './terms.query';

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

/** SQL of a JSON array of what is found in each of the rows of `listed`. */
export function hitsOf({ lines, marked }: SearchPlan, parameters: Parameters): string {
  const patterns = parameters.add(lines);
  const words = parameters.add(marked);
  return `SELECT json_agg(json_build_object('count', hits.count, 'found', (
      SELECT json_agg(json_build_object('seq', u.seq, 'startMs', u.start_ms, 'endMs', u.end_ms, 'speaker', u.speaker,
        'marked', ts_headline(s.language::regconfig, ${SEPARATED}, (${words}::jsonb ->> s.language)::tsquery, ${MARKING})) ORDER BY u.seq)
      FROM utterances u WHERE u.call_id = listed.id AND u.seq = ANY (hits.seqs[1:${MOST_HITS}]))) ORDER BY listed.place)
    FROM listed JOIN call_search s ON s.call_id = listed.id, LATERAL (
      SELECT count(*) AS count, array_agg(split_part(line, ' ', 1)::int) AS seqs FROM string_to_table(s.terms, E'\\n') AS line
      WHERE line LIKE ANY (ARRAY(SELECT jsonb_array_elements_text(${patterns}::jsonb -> s.language)))) AS hits`;
}

/** SQL of the seq and the marked text of each utterance of a call ($1) that is found, in a language ($2). */
export const MARKED_UTTERANCES = `
  WITH texts AS (SELECT seq AS key, $2::text AS language, text FROM utterances WHERE call_id = $1),
    words AS (${WORDS_OF_TEXTS}), lines AS MATERIALIZED (${LINES_OF_WORDS})
  SELECT key AS seq, ts_headline(language::regconfig, ${SEPARATED}, $4::tsquery, ${MARKING}) AS marked
  FROM lines JOIN texts USING (key) WHERE ' ' || line LIKE ANY ($3)`;
