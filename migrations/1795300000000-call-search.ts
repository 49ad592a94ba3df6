import { MigrationInterface, QueryRunner } from 'typeorm';

/** What lists of calls are filtered, sorted and searched by. */
export class CallSearch1795300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE calls ADD COLUMN sentiment_shift smallint
        CONSTRAINT calls_shift_range CHECK (sentiment_shift BETWEEN -20000 AND 20000);
      ALTER TABLE calls ADD COLUMN sentiment_final smallint;
      UPDATE calls SET sentiment_final = sentiment_overall WHERE status = 'completed';
      ALTER TABLE calls ADD CONSTRAINT calls_sentiment_final_known
        CHECK (sentiment_final IS NOT DISTINCT FROM CASE status WHEN 'completed' THEN sentiment_overall END);
      CREATE INDEX calls_customer_started_idx ON calls (customer, started_at DESC, id DESC);
      CREATE INDEX calls_duration_idx ON calls (duration_ms, id);
      CREATE INDEX calls_sentiment_idx ON calls (sentiment_final, id);
      CREATE INDEX calls_agent_duration_idx ON calls (agent_id, duration_ms, id);
      CREATE INDEX calls_agent_sentiment_idx ON calls (agent_id, sentiment_final, id);
      CREATE INDEX calls_shift_idx ON calls (sentiment_shift) WHERE sentiment_shift IS NOT NULL;
      CREATE INDEX calls_tags_idx ON calls USING gin (tags) WITH (fastupdate = off);

      CREATE TABLE search_languages (language text CONSTRAINT search_languages_pk PRIMARY KEY);

      CREATE TABLE call_search (
        call_id uuid CONSTRAINT call_search_pk PRIMARY KEY CONSTRAINT call_search_call_fk REFERENCES calls (id) ON DELETE CASCADE,
        started_at timestamptz NOT NULL,
        last_position integer NOT NULL,
        language text NOT NULL,
        document tsvector NOT NULL,
        terms text NOT NULL
      ) WITH (toast_tuple_target = 128);
      CREATE INDEX call_search_started_idx ON call_search (started_at DESC, call_id DESC);
      CREATE INDEX call_search_document_idx ON call_search USING gin (document) WITH (fastupdate = off);
    `);
    await runner.query(SEARCH_SAID);
    await runner.query(SEARCH_MATCHES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE call_search, search_languages;
      DROP FUNCTION search_matches, search_said;
      DROP INDEX calls_customer_started_idx, calls_duration_idx, calls_sentiment_idx, calls_agent_duration_idx,
        calls_agent_sentiment_idx, calls_shift_idx, calls_tags_idx;
      ALTER TABLE calls DROP COLUMN sentiment_shift, DROP COLUMN sentiment_final;
    `);
  }
}

/**
 * Calls that match, no more than `most` (all when null). `required` and `excluded` give, by language, what must and must
 * not occur in `terms` as well: lists of alternatives. The planner takes a comparison with a stored document to be as cheap
 * as one with a number, though each has to be fetched from elsewhere first, and would read them all: here it may not.
 */
const SEARCH_MATCHES = `
  CREATE FUNCTION search_matches(wanted tsquery, required jsonb, excluded jsonb, most integer)
  RETURNS TABLE (call_id uuid, started_at timestamptz)
  LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
  BEGIN
    IF required IS NULL THEN
      RETURN QUERY SELECT s.call_id, s.started_at FROM call_search s WHERE s.document @@ wanted LIMIT most;
    ELSE
      RETURN QUERY SELECT s.call_id, s.started_at FROM call_search s
        WHERE s.document @@ wanted AND search_said(s.terms, required -> s.language, excluded -> s.language) LIMIT most;
    END IF;
  END $$`;

/** Whether of each list in `required` some text occurs, and of none in `excluded`. Not parallel: no page is worth workers. */
const SEARCH_SAID = `
  CREATE FUNCTION search_said(terms text, required jsonb, excluded jsonb) RETURNS boolean
  LANGUAGE sql IMMUTABLE COST 1000 AS $$
    SELECT required IS NOT NULL
      AND NOT EXISTS (SELECT FROM jsonb_array_elements(required) AS lists(list)
        WHERE NOT EXISTS (SELECT FROM jsonb_array_elements_text(list) AS texts(wanted) WHERE strpos(terms, wanted) > 0))
      AND NOT EXISTS (SELECT FROM jsonb_array_elements(excluded) AS lists(list), jsonb_array_elements_text(list) AS texts(unwanted)
        WHERE strpos(terms, unwanted) > 0)
  $$`;
