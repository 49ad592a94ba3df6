import { Injectable } from '@nestjs/common';
import { Queryable } from '../../../core/database/database';
import { CONFIGURATIONS, UNKNOWN_LANGUAGE } from './languages';
import { linesOf, wordsOf } from './terms.query';

const CODES = Object.keys(CONFIGURATIONS);
const NAMES = Object.values(CONFIGURATIONS);

/** All SQL that keeps calls searchable. */
@Injectable()
export class SearchRepository {
  /**
   * Makes what is said in a call findable as it stands now, in the caller's transaction. A call without words keeps a row,
   * which nothing finds. Costs about a millisecond for 20 utterances, and as many as were said for a call of hours.
   */
  async refresh(tx: Queryable, callId: string): Promise<void> {
    const [row] = await tx.query<{ language: string; known: boolean }>(
      REFRESH,
      [callId, CODES, NAMES],
      'search.refresh',
    );
    if (row?.known === false)
      await tx.query('INSERT INTO search_languages VALUES ($1) ON CONFLICT DO NOTHING', [row.language]);
  }
}

/** Most bytes of a document: a tsvector holds 1 MB. */
const MAX_DOCUMENT_BYTES = 1_000_000;

const WORDS = wordsOf('SELECT seq AS key, call.language, text FROM call JOIN utterances u ON u.call_id = call.id');

/** Words first, then pairs, both in the order of the transcript, as far as a document can hold them. */
const ENTRIES = `
  SELECT lexeme, sum(octet_length(lexeme)) OVER (ORDER BY min(kind), min(key), lexeme ROWS UNBOUNDED PRECEDING) AS bytes
  FROM (
    SELECT 1 AS kind, key, language || ':' || lexeme AS lexeme FROM words, call
    UNION ALL
    SELECT 2, key, language || '+' || previous || ' ' || gap || ' ' || lexeme FROM words, call WHERE previous IS NOT NULL
  ) AS entries GROUP BY lexeme`;

const REFRESH = `
  WITH call AS MATERIALIZED (
    SELECT id, started_at, last_position, COALESCE((
      SELECT name FROM unnest($2::text[], $3::text[]) AS known(code, name)
      WHERE code = lower(split_part(calls.language, '-', 1))
        AND EXISTS (SELECT FROM pg_ts_config WHERE cfgname = name AND cfgnamespace = 'pg_catalog'::regnamespace)
    ), '${UNKNOWN_LANGUAGE}') AS language
    FROM calls WHERE id = $1
  ), words AS MATERIALIZED (${WORDS}), lines AS (${linesOf('SELECT * FROM words')})
  INSERT INTO call_search (call_id, started_at, last_position, language, document, terms)
  SELECT id, started_at, last_position, language,
    (SELECT array_to_tsvector(COALESCE(array_agg(lexeme), '{}')) FROM (${ENTRIES}) AS counted WHERE bytes <= ${MAX_DOCUMENT_BYTES}),
    COALESCE((SELECT string_agg(key || ' ' || line, E'\\n' ORDER BY key) FROM lines), '')
  FROM call
  ON CONFLICT (call_id) DO UPDATE SET started_at = excluded.started_at, last_position = excluded.last_position,
    language = excluded.language, document = excluded.document, terms = excluded.terms
  RETURNING language, EXISTS (SELECT FROM search_languages l WHERE l.language = call_search.language) AS known`;
