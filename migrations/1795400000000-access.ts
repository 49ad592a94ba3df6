import { MigrationInterface, QueryRunner } from 'typeorm';

/** Profiles, sessions with rotating refresh tokens, API keys, revocations, the audit trail and kept answers. */
export class Access1795400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE users
        ADD COLUMN name text,
        ADD COLUMN locale text,
        ADD COLUMN time_zone text,
        ADD COLUMN preferences jsonb NOT NULL DEFAULT '{}';
      CREATE INDEX users_role_idx ON users (role, lower(username));
      CREATE INDEX users_inactive_idx ON users (lower(username)) WHERE NOT active;
      CREATE INDEX users_words_idx ON users USING gin (array_to_tsvector(array_remove(regexp_split_to_array(
        lower(username || ' ' || coalesce(email, '') || ' ' || coalesce(name, '')),
        '[\\u0001-/:-@[-\`{-\\u00bf\\u2000-\\u206f\\u3000-\\u303f]+'), '')));

      ALTER TABLE signing_keys
        ADD COLUMN signs_from timestamptz NOT NULL DEFAULT now();

      CREATE TABLE sessions (
        id uuid CONSTRAINT sessions_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT sessions_user_fk REFERENCES users (id) ON DELETE CASCADE,
        device text,
        ip text,
        generation integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        rotated_at timestamptz NOT NULL DEFAULT now(),
        idle_expires_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text
      );
      CREATE INDEX sessions_user_idx ON sessions (user_id, id DESC);
      CREATE INDEX sessions_over_idx ON sessions (least(ended_at, idle_expires_at));

      CREATE TABLE refresh_tokens (
        hash bytea CONSTRAINT refresh_tokens_pk PRIMARY KEY,
        session_id uuid NOT NULL CONSTRAINT refresh_tokens_session_fk REFERENCES sessions (id) ON DELETE CASCADE,
        generation integer NOT NULL,
        CONSTRAINT refresh_tokens_generation_key UNIQUE (session_id, generation)
      );

      CREATE TABLE api_keys (
        id uuid CONSTRAINT api_keys_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT api_keys_user_fk REFERENCES users (id) ON DELETE CASCADE,
        name text NOT NULL,
        prefix text NOT NULL,
        hash bytea NOT NULL CONSTRAINT api_keys_hash_key UNIQUE,
        permissions text[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        last_used_at timestamptz,
        revoked_at timestamptz
      );
      CREATE INDEX api_keys_user_idx ON api_keys (user_id, created_at DESC, id DESC);

      CREATE TABLE revocations (
        seq bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT revocations_pk PRIMARY KEY,
        kind text NOT NULL CONSTRAINT revocations_kind_known CHECK (kind IN ('session', 'key', 'user')),
        subject_id uuid NOT NULL,
        recorded_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX revocations_recorded_idx ON revocations (recorded_in);
      CREATE INDEX revocations_expires_idx ON revocations (expires_at);

      CREATE TABLE audit_entries (
        id uuid CONSTRAINT audit_entries_pk PRIMARY KEY,
        at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds', now()),
        actor_id uuid,
        actor_name text,
        key_id uuid,
        action text NOT NULL,
        target_kind text,
        target_id text,
        outcome text NOT NULL CONSTRAINT audit_entries_outcome_known CHECK (outcome IN ('ok', 'failed', 'denied')),
        ip text,
        user_agent text,
        correlation_id text,
        details jsonb NOT NULL DEFAULT '{}'
      );
      CREATE INDEX audit_entries_at_idx ON audit_entries (at DESC, id DESC);
      CREATE INDEX audit_entries_actor_idx ON audit_entries (actor_id, at DESC, id DESC);
      CREATE INDEX audit_entries_action_idx ON audit_entries (action, at DESC, id DESC);
      CREATE INDEX audit_entries_outcome_idx ON audit_entries (outcome, at DESC, id DESC);
      CREATE INDEX audit_entries_target_kind_idx ON audit_entries (target_kind, at DESC, id DESC);
      CREATE INDEX audit_entries_target_idx ON audit_entries (target_id, at DESC, id DESC);
      CREATE INDEX audit_entries_ip_idx ON audit_entries (ip, at DESC, id DESC);
      CREATE INDEX audit_entries_correlation_idx ON audit_entries (correlation_id, at DESC, id DESC);

      -- The login of the application has no right to any of this; where it owns the schema, it is refused nevertheless.
      CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'The audit trail is append-only.' USING ERRCODE = 'insufficient_privilege';
        END $$;
      CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
      ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER audit_entries_append_only;

      CREATE FUNCTION stamp_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          -- Not when the transaction began: a slow one would appear behind what readers have already passed.
          NEW.at := date_trunc('milliseconds', clock_timestamp());
          RETURN NEW;
        END $$;
      CREATE TRIGGER audit_entries_stamped BEFORE INSERT ON audit_entries
        FOR EACH ROW EXECUTE FUNCTION stamp_audit_entry();

      CREATE TABLE idempotency_keys (
        owner_id uuid NOT NULL,
        key_hash bytea NOT NULL,
        request_digest bytea NOT NULL,
        status smallint,
        headers jsonb,
        body bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        CONSTRAINT idempotency_keys_pk PRIMARY KEY (owner_id, key_hash)
      );
      CREATE INDEX idempotency_keys_expires_idx ON idempotency_keys (expires_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE idempotency_keys, audit_entries, revocations, api_keys, refresh_tokens, sessions;
      DROP FUNCTION refuse_audit_change, stamp_audit_entry;
      ALTER TABLE signing_keys DROP COLUMN signs_from;
      DROP INDEX users_words_idx, users_inactive_idx, users_role_idx;
      ALTER TABLE users DROP COLUMN name, DROP COLUMN locale, DROP COLUMN time_zone, DROP COLUMN preferences;
    `);
  }
}
