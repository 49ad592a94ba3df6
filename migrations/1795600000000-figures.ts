import { MigrationInterface, QueryRunner } from 'typeorm';

/** In the order in which a row holds them: what is asked for most comes first. */
const FIGURES = [
  ...['calls', 'duration_ms', 'durations', 'timed', 'length_ms', 'agent_ms', 'customer_ms', 'overlap_ms'],
  ...['sentiment', 'scored', 'customer_sentiment', 'customer_scored', 'agent_sentiment', 'agent_scored'],
  ...['agent_talks', 'customer_talks', 'agent_timed_words', 'customer_timed_words', 'agent_longest_ms'],
  ...['customer_longest_ms', 'agent_turns', 'customer_turns', 'switches', 'patience_ms', 'patience_gaps'],
  ...['overlapped_responses', 'non_talk_ms', 'non_talk_instances', 'overtalk_instances', 'agent_interruptions'],
  ...['customer_interruptions', 'agent_fillers', 'customer_fillers', 'transcribed', 'agent_words', 'customer_words'],
  ...['agent_open_questions', 'agent_closed_questions', 'customer_open_questions', 'customer_closed_questions'],
  ...['shift', 'shifts', 'improving', 'declining', 'steady', 'customer_quarter_1', 'customer_quarter_1_scored'],
  ...['customer_quarter_2', 'customer_quarter_2_scored', 'customer_quarter_3', 'customer_quarter_3_scored'],
  ...['customer_quarter_4', 'customer_quarter_4_scored'],
];

const list = (make: (name: string) => string) => FIGURES.map(make).join(', ');

/** Adds the sums of `source` to both rollups, in the order of their keys, so that two writers never wait for each other. */
const ADD = (source: string, sign: string) => `
  INSERT INTO call_rollups AS r (day, agent_id, direction, ${list((name) => name)})
  SELECT (started_at AT TIME ZONE zone)::date, agent_id, direction, ${list((name) => `sum(${sign}${name})`)}
  FROM ${source} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (day, agent_id, direction) DO UPDATE SET ${list((name) => `${name} = r.${name} + excluded.${name}`)};
  INSERT INTO day_rollups AS r (day, direction, slot, ${list((name) => name)})
  SELECT (started_at AT TIME ZONE zone)::date, direction, rollup_slot(agent_id), ${list((name) => `sum(${sign}${name})`)}
  FROM ${source} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (day, direction, slot) DO UPDATE SET ${list((name) => `${name} = r.${name} + excluded.${name}`)};`;

const CHANGES = `(SELECT 1 AS sign, n.* FROM new_rows n UNION ALL SELECT -1, o.* FROM old_rows o) AS changes`;

/** Figures of every completed call, and the sums of them by day that follow each change in the same transaction. */
export class Figures1795600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE call_figures (
        call_id uuid CONSTRAINT call_figures_pk PRIMARY KEY
          CONSTRAINT call_figures_call_fk REFERENCES calls (id) ON DELETE CASCADE,
        -- Copies of what never changes in a call, by which the sums are kept.
        started_at timestamptz NOT NULL,
        agent_id uuid,
        direction text,
        -- Which formulas made them.
        formulas smallint NOT NULL,
        ${list((name) => `${name} integer NOT NULL`)},
        details jsonb NOT NULL
      );
      CREATE INDEX call_figures_started_idx ON call_figures (started_at, call_id);
      CREATE INDEX call_figures_agent_started_idx ON call_figures (agent_id, started_at, call_id);

      -- One row. Days begin by this time zone; figures made by an older version of the formulas wait for a recalculation.
      CREATE TABLE rollup_state (
        id boolean CONSTRAINT rollup_state_pk PRIMARY KEY DEFAULT true CONSTRAINT rollup_state_single CHECK (id),
        timezone text NOT NULL,
        formulas smallint NOT NULL
      );
      INSERT INTO rollup_state (timezone, formulas)
      SELECT 'UTC', CASE WHEN EXISTS (SELECT 1 FROM calls WHERE status = 'completed') THEN 0 ELSE 1 END;

      CREATE TABLE call_rollups (
        day date NOT NULL,
        agent_id uuid,
        direction text,
        ${list((name) => `${name} bigint NOT NULL`)},
        CONSTRAINT call_rollups_key UNIQUE NULLS NOT DISTINCT (day, agent_id, direction)
      ) WITH (fillfactor = 70);
      CREATE INDEX call_rollups_agent_idx ON call_rollups (agent_id, day);

      -- The same without the agents; several rows a day, so that those who complete calls do not all wait for one.
      CREATE TABLE day_rollups (
        day date NOT NULL,
        direction text,
        slot smallint NOT NULL,
        ${list((name) => `${name} bigint NOT NULL`)},
        CONSTRAINT day_rollups_key UNIQUE NULLS NOT DISTINCT (day, direction, slot)
      ) WITH (fillfactor = 50);

      -- Of the random end of an id, so that it is the same on every version of Postgres.
      CREATE FUNCTION rollup_slot(agent_id uuid) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $$ SELECT COALESCE(get_byte(uuid_send(agent_id), 15) % 8, 0)::smallint $$;

      CREATE FUNCTION roll_up_figures() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE zone text;
      BEGIN
        -- Figures that were deleted by the batch are not there any more when the calls that go with them are looked after one by one.
        IF TG_OP = 'DELETE' THEN
          IF NOT EXISTS (SELECT FROM old_rows) THEN RETURN NULL; END IF;
        END IF;
        -- Whoever rebuilds the sums holds this lock against writers: the zone is read behind it, or it could be an old one.
        LOCK TABLE call_rollups IN ROW EXCLUSIVE MODE;
        SELECT timezone INTO STRICT zone FROM rollup_state;
        IF TG_OP = 'INSERT' THEN ${ADD('new_rows', '')}
        ELSIF TG_OP = 'DELETE' THEN ${ADD('old_rows', '-')}
        ELSE ${ADD(CHANGES, 'sign * ')}
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER roll_up_inserted AFTER INSERT ON call_figures REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION roll_up_figures();
      CREATE TRIGGER roll_up_updated AFTER UPDATE ON call_figures REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION roll_up_figures();
      CREATE TRIGGER roll_up_deleted AFTER DELETE ON call_figures REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION roll_up_figures();

      CREATE TABLE reports (
        id uuid CONSTRAINT reports_pk PRIMARY KEY,
        kind text NOT NULL CONSTRAINT reports_kind_known CHECK (kind IN ('daily_summary', 'agent_performance')),
        first_day date NOT NULL,
        last_day date NOT NULL,
        timezone text NOT NULL,
        -- The job that made it makes it once.
        job_id uuid NOT NULL CONSTRAINT reports_job_key UNIQUE,
        created_by uuid,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        content jsonb NOT NULL
      );
      CREATE INDEX reports_created_idx ON reports (created_at DESC, id DESC);
      CREATE INDEX reports_kind_idx ON reports (kind, created_at DESC, id DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE reports, call_figures, call_rollups, day_rollups, rollup_state;
      DROP FUNCTION roll_up_figures(), rollup_slot(uuid);
    `);
  }
}
