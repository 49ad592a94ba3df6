import { MigrationInterface, QueryRunner } from 'typeorm';

/** Users, signing keys, agents, calls and their utterances. */
export class Foundation1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id uuid CONSTRAINT users_pk PRIMARY KEY,
        username text NOT NULL,
        email text,
        password_hash text NOT NULL,
        role text NOT NULL CONSTRAINT users_role_known CHECK (role IN ('viewer', 'user', 'analyst', 'admin')),
        active boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX users_username_key ON users (lower(username));
      CREATE UNIQUE INDEX users_email_key ON users (lower(email));

      CREATE TABLE signing_keys (
        kid text CONSTRAINT signing_keys_pk PRIMARY KEY,
        secret bytea NOT NULL,
        current boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX signing_keys_one_current ON signing_keys (current) WHERE current;

      CREATE TABLE agents (
        id uuid CONSTRAINT agents_pk PRIMARY KEY,
        external_id text NOT NULL CONSTRAINT agents_external_id_key UNIQUE,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE calls (
        id uuid CONSTRAINT calls_pk PRIMARY KEY,
        external_id text CONSTRAINT calls_external_id_key UNIQUE,
        content_digest bytea NOT NULL,
        status text NOT NULL CONSTRAINT calls_status_known CHECK (status IN ('live', 'completed')),
        agent_id uuid CONSTRAINT calls_agent_fk REFERENCES agents (id),
        customer text,
        direction text CONSTRAINT calls_direction_known CHECK (direction IN ('inbound', 'outbound')),
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        duration_ms integer CONSTRAINT calls_duration_positive CHECK (duration_ms >= 0),
        language text,
        tags text[] NOT NULL,
        metadata jsonb NOT NULL,
        source text NOT NULL,
        epoch integer NOT NULL DEFAULT 1,
        last_position integer NOT NULL DEFAULT 0,
        transcript_length integer NOT NULL DEFAULT 0,
        stream_state jsonb NOT NULL,
        sentiment_overall smallint,
        sentiment_agent smallint,
        sentiment_customer smallint,
        sentiment_trend text CONSTRAINT calls_trend_known CHECK (sentiment_trend IN ('improving', 'declining', 'steady')),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX calls_started_idx ON calls (started_at DESC, id DESC);
      CREATE INDEX calls_agent_started_idx ON calls (agent_id, started_at DESC, id DESC);
      CREATE INDEX calls_live_idx ON calls (started_at DESC, id DESC) WHERE status = 'live';

      CREATE TABLE utterances (
        call_id uuid NOT NULL CONSTRAINT utterances_call_fk REFERENCES calls (id) ON DELETE CASCADE,
        seq integer NOT NULL CONSTRAINT utterances_seq_positive CHECK (seq >= 1),
        position integer NOT NULL CONSTRAINT utterances_position_positive CHECK (position >= 1),
        speaker text NOT NULL CONSTRAINT utterances_speaker_known CHECK (speaker IN ('agent', 'customer', 'other')),
        start_ms integer,
        end_ms integer,
        text text NOT NULL,
        word_count integer NOT NULL,
        words jsonb,
        vendor_sentiment jsonb,
        digest bytea NOT NULL,
        analyzer text NOT NULL,
        score smallint NOT NULL,
        confidence smallint NOT NULL,
        label text NOT NULL CONSTRAINT utterances_label_known CHECK (label IN ('negative', 'neutral', 'positive')),
        keywords text[] NOT NULL,
        trend text NOT NULL CONSTRAINT utterances_trend_known CHECK (trend IN ('improving', 'declining', 'steady')),
        rolling_agent smallint,
        rolling_customer smallint,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT utterances_pk PRIMARY KEY (call_id, seq),
        CONSTRAINT utterances_position_key UNIQUE (call_id, position),
        CONSTRAINT utterances_times_ordered CHECK (start_ms >= 0 AND end_ms >= start_ms)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE utterances, calls, agents, signing_keys, users');
  }
}
