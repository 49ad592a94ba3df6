import { MigrationInterface, QueryRunner } from 'typeorm';

/** What lists of calls are filtered, sorted and searched by. */
export class CallSearch1795300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE calls ADD COLUMN sentiment_shift smallint
        CONSTRAINT calls_shift_range CHECK (sentiment_shift BETWEEN -20000 AND 20000);
      CREATE INDEX calls_customer_started_idx ON calls (customer, started_at DESC, id DESC);
      CREATE INDEX calls_duration_idx ON calls (duration_ms, id);
      CREATE INDEX calls_sentiment_idx ON calls (sentiment_overall, id);
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
      );
      CREATE INDEX call_search_started_idx ON call_search (started_at DESC, call_id DESC);
    `);
    await runner.query(SEARCHED);
    await runner.query(`
      CREATE INDEX call_search_document_idx ON call_search USING gin (searched(document)) WITH (fastupdate = off);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE call_search, search_languages;
      DROP FUNCTION searched;
      DROP INDEX calls_customer_started_idx, calls_duration_idx, calls_sentiment_idx, calls_shift_idx, calls_tags_idx;
      ALTER TABLE calls DROP COLUMN sentiment_shift;
    `);
  }
}

/**
 * The planner takes a comparison with a stored document to be as cheap as one with a number, though each has to be
 * fetched from elsewhere first, and would read them all. Behind a function of the true cost it reads the index.
 */
const SEARCHED = `
  CREATE FUNCTION searched(document tsvector) RETURNS tsvector
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'BEGIN RETURN document; END'`;
