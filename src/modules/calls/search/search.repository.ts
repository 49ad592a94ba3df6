import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../../core/database/database';
import { CONFIGURATIONS, UNKNOWN_LANGUAGE } from './languages';
import { MARKED_UTTERANCES } from './hits.query';
import { Clause } from './query-syntax';
import { ReducedClause, SearchPlan } from './search-plan';
import { LINES_OF_WORDS, SEARCHED_OF_ADDED, SEARCHED_UTTERANCES, WORDS_OF_TEXTS } from './terms.query';

const CODES = Object.keys(CONFIGURATIONS);
const NAMES = Object.values(CONFIGURATIONS);

/** All SQL that keeps calls searchable. */
@Injectable()
export class SearchRepository {
  constructor(private readonly database: Database) {}

  /**
   * Makes what is said in a call findable as it stands now, in the caller's transaction. A call without words keeps a row,
   * which nothing finds. Costs about a millisecond for 20 utterances; for the longest call
   * no more than for its first `MAX_SEARCHED_LENGTH` characters.
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

  /** Makes calls findable that were not before, in the caller's transaction: as `refresh` does it, in one statement for all. */
  async add(tx: Queryable, callIds: string[]): Promise<void> {
    await tx.query(ADD, [callIds, CODES, NAMES], 'search.add');
    await tx.query(
      `INSERT INTO search_languages SELECT DISTINCT language FROM call_search WHERE call_id = ANY ($1)
         AND NOT EXISTS (SELECT FROM search_languages l WHERE l.language = call_search.language)
       ORDER BY language ON CONFLICT DO NOTHING`,
      [callIds],
      'search.add_languages',
    );
  }

  /** The clauses as each language reduces them: those of all calls, else the one that is given. */
  async reduce(clauses: Clause[], language: string | null): Promise<ReducedClause[]> {
    const [texts, kinds] = [clauses.map(({ text }) => text), clauses.map(({ kind }) => kind)];
    return this.database.query<ReducedClause>(REDUCE, [texts, kinds, language], 'search.reduce');
  }

  /** The configuration by which a call is searched; undefined when there is no call. */
  async language(callId: string): Promise<string | undefined> {
    const sql = `SELECT ${CONFIGURATION} AS language FROM calls WHERE id = $1`;
    return (await this.database.query<{ language: string }>(sql, [callId, CODES, NAMES]))[0]?.language;
  }

  /** The utterances of a call in which something is found, with the highlighter's marks. */
  marked(callId: string, language: string, { lines, marked }: SearchPlan): Promise<{ seq: number; marked: string }[]> {
    return this.database.query(MARKED_UTTERANCES, [callId, language, lines[language] ?? [], marked[language] ?? '']);
  }

  /** Live calls in which more was said than can be found, the longest ago first. */
  async stale(most: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT c.id FROM calls c LEFT JOIN call_search s ON s.call_id = c.id
       WHERE c.status = 'live' AND c.last_position > COALESCE(s.last_position, 0) ORDER BY c.started_at LIMIT $1`,
      [most],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Makes sure that a call has a row to be locked. Takes no part in a transaction: it would keep the call from appends.
   * Waits for whoever completes the call before it makes the row, which he would wait for in his turn.
   */
  async prepare(callId: string): Promise<void> {
    await this.database.query(
      `INSERT INTO call_search (call_id, started_at, last_position, language, document, terms)
       SELECT id, started_at, 0, '${UNKNOWN_LANGUAGE}', '', '' FROM calls WHERE id = $1 FOR KEY SHARE
       ON CONFLICT DO NOTHING`,
      [callId],
    );
  }

  /** `refresh` beside appends, which it does not hold up: whoever else refreshes the call waits for its row of the search. */
  async refreshBeside(tx: Queryable, callId: string): Promise<void> {
    const locked = await tx.query('SELECT FROM call_search WHERE call_id = $1 FOR UPDATE', [callId]);
    if (locked.length > 0) await this.refresh(tx, callId);
  }
}

/** The configuration of a call's language, as far as this server has it. */
const CONFIGURATION = `COALESCE((
  SELECT name FROM unnest($2::text[], $3::text[]) AS known(code, name)
  WHERE code = lower(split_part(calls.language, '-', 1))
    AND EXISTS (SELECT FROM pg_ts_config WHERE cfgname = name AND cfgnamespace = 'pg_catalog'::regnamespace)
), '${UNKNOWN_LANGUAGE}')`;

/** While no call has a known language, English says which words are too common. */
const REDUCE = `
  WITH languages AS (
    SELECT $3::text AS language WHERE $3::text IS NOT NULL
    UNION ALL SELECT language FROM search_languages WHERE $3::text IS NULL
    UNION ALL SELECT 'english' WHERE $3::text IS NULL
      AND NOT EXISTS (SELECT FROM search_languages WHERE language <> '${UNKNOWN_LANGUAGE}')
  ), clauses AS (SELECT * FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS clauses(text, kind, number)
  ), texts AS (
    SELECT language || ' ' || number AS key, language, text FROM languages, clauses
    UNION ALL SELECT 'plain ' || number, '${UNKNOWN_LANGUAGE}', text FROM clauses WHERE kind = 'prefix'
  ), words AS (${WORDS_OF_TEXTS}), lines AS MATERIALIZED (${LINES_OF_WORDS})
  SELECT language, number::int - 1 AS clause, reduced.line, rtrim(plain.line) AS plain
  FROM languages CROSS JOIN clauses
    LEFT JOIN lines reduced ON reduced.key = language || ' ' || number
    LEFT JOIN lines plain ON plain.key = 'plain ' || number ORDER BY 1, 2`;

/** Most bytes of a document: a tsvector holds 1 MB. */
const MAX_DOCUMENT_BYTES = 1_000_000;

/** Words first, then pairs, both in the order of the transcript, as far as a document can hold them. */
const ENTRIES = `
  SELECT lexeme, sum(octet_length(lexeme)) OVER (ORDER BY min(kind), min(key), lexeme ROWS UNBOUNDED PRECEDING) AS bytes
  FROM (
    SELECT 1 AS kind, key, language || ':' || lexeme AS lexeme FROM words, call
    UNION ALL
    SELECT 2, key, language || '+' || previous || ' ' || gap || ' ' || lexeme FROM words, call WHERE previous IS NOT NULL
  ) AS entries GROUP BY lexeme`;

/** Of so few characters no document is too long: it would take 50 bytes of entries for each, twice what single letters make. */
const SHORT_TRANSCRIPT = 20_000;

/** The same without the order and the lengths. */
const ALL_ENTRIES = `
  SELECT unnest(ARRAY[language || ':' || lexeme, language || '+' || previous || ' ' || gap || ' ' || lexeme]) AS lexeme
  FROM words, call`;

/** SQL of what is found of one call, over `call(language, transcript_length)`. */
const FINDABLE = `
  SELECT array_to_tsvector(COALESCE(CASE WHEN (SELECT transcript_length FROM call) <= ${SHORT_TRANSCRIPT}
      THEN (SELECT array_agg(lexeme) FROM (${ALL_ENTRIES}) AS entries WHERE lexeme IS NOT NULL)
      ELSE (SELECT array_agg(lexeme) FROM (${ENTRIES}) AS counted WHERE bytes <= ${MAX_DOCUMENT_BYTES}) END, '{}')) AS document,
    COALESCE((SELECT string_agg(key || ' ' || line, E'\\n' ORDER BY key) FROM lines), '') AS terms`;

const REFRESH = `
  WITH call AS MATERIALIZED (
    SELECT id, started_at, last_position, transcript_length, ${CONFIGURATION} AS language
    FROM calls WHERE id = $1
  ), texts AS (
    SELECT seq AS key, language, text FROM call, (${SEARCHED_UTTERANCES}) AS searched
  ), words AS MATERIALIZED (${WORDS_OF_TEXTS}), lines AS (${LINES_OF_WORDS})
  INSERT INTO call_search (call_id, started_at, last_position, language, document, terms)
  SELECT id, started_at, last_position, language, findable.* FROM call, (${FINDABLE}) AS findable
  ON CONFLICT (call_id) DO UPDATE SET started_at = excluded.started_at, last_position = excluded.last_position,
    language = excluded.language, document = excluded.document, terms = excluded.terms
  RETURNING language, EXISTS (SELECT FROM search_languages l WHERE l.language = call_search.language) AS known`;

/** One call after the other, so that each sorts its own words only. */
const ADD = `
  WITH added AS MATERIALIZED (
    SELECT id, started_at, last_position, transcript_length, ${CONFIGURATION} AS language
    FROM calls WHERE id = ANY ($1)
  )
  INSERT INTO call_search (call_id, started_at, last_position, language, document, terms)
  SELECT id, started_at, last_position, language, findable.* FROM added, LATERAL (
    WITH call AS (SELECT added.language, added.transcript_length), texts AS (
      SELECT seq AS key, language, text FROM call, (${SEARCHED_OF_ADDED}) AS searched
    ), words AS MATERIALIZED (${WORDS_OF_TEXTS}), lines AS (${LINES_OF_WORDS})
    ${FINDABLE}
  ) AS findable`;
