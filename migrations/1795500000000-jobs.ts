import { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger of background work: jobs, the workers that run them, paused queues, schedules; and rejected rows of bulk ingests. */
export class Jobs1795500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job_workers (
        id uuid CONSTRAINT job_workers_pk PRIMARY KEY,
        name text NOT NULL,
        concurrency jsonb NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE jobs (
        id uuid CONSTRAINT jobs_pk PRIMARY KEY,
        type text NOT NULL,
        queue text NOT NULL,
        status text NOT NULL DEFAULT 'queued' CONSTRAINT jobs_status_known
          CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
        -- Where a queued job waits: for its time, for the relay (the outbox mark), or in Bull.
        dispatch text CONSTRAINT jobs_dispatch_known CHECK (dispatch IN ('later', 'due', 'sent')),
        priority smallint NOT NULL CONSTRAINT jobs_priority_known CHECK (priority BETWEEN 1 AND 4),
        payload jsonb NOT NULL,
        result jsonb,
        error_code text,
        error_message text,
        progress_current bigint NOT NULL DEFAULT 0,
        progress_total bigint,
        progress_message text,
        checkpoint jsonb,
        attempts integer NOT NULL DEFAULT 0,
        starts integer NOT NULL DEFAULT 0,
        crashes integer NOT NULL DEFAULT 0,
        version integer NOT NULL DEFAULT 1,
        -- No foreign key: a job whose owner is gone must not look like one of the system's.
        created_by uuid,
        correlation_id text NOT NULL,
        schedule text,
        scheduled_for timestamptz,
        worker_id uuid,
        run_at timestamptz NOT NULL DEFAULT now(),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        sent_at timestamptz,
        -- Its place among what was handed to Bull, in which owners take turns.
        turn bigint,
        started_at timestamptz,
        finished_at timestamptz(3),
        CONSTRAINT jobs_waits_somewhere CHECK ((status = 'queued') = (dispatch IS NOT NULL)),
        CONSTRAINT jobs_finished_at_end
          CHECK ((status IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
        CONSTRAINT jobs_runs_somewhere CHECK (status <> 'running' OR worker_id IS NOT NULL),
        CONSTRAINT jobs_tick_key UNIQUE (schedule, scheduled_for)
      ) WITH (fillfactor = 70);
      CREATE INDEX jobs_due_idx ON jobs
        (queue, COALESCE(created_by, '00000000-0000-0000-0000-000000000000'), priority DESC, run_at, id) WHERE dispatch = 'due';
      CREATE INDEX jobs_due_age_idx ON jobs (queue, run_at) WHERE dispatch = 'due';
      CREATE INDEX jobs_later_idx ON jobs (run_at) INCLUDE (queue) WHERE dispatch = 'later';
      CREATE INDEX jobs_sent_idx ON jobs (queue, sent_at) WHERE dispatch = 'sent';
      CREATE INDEX jobs_running_idx ON jobs (worker_id) WHERE status = 'running';
      CREATE INDEX jobs_created_idx ON jobs (created_at DESC, id DESC);
      -- Each change of a job writes to every index that it is in: those of lists hold ended jobs, which change no more.
      CREATE INDEX jobs_unfinished_idx ON jobs (created_by, created_at DESC, id DESC) WHERE finished_at IS NULL;
      CREATE INDEX jobs_owner_idx ON jobs (created_by, created_at DESC, id DESC) WHERE finished_at IS NOT NULL;
      CREATE INDEX jobs_schedule_idx ON jobs (schedule, created_at DESC, id DESC) WHERE schedule IS NOT NULL;
      CREATE INDEX jobs_type_idx ON jobs (type, created_at DESC, id DESC) WHERE finished_at IS NOT NULL;
      CREATE INDEX jobs_priority_idx ON jobs (priority, id) WHERE finished_at IS NOT NULL;
      CREATE INDEX jobs_failed_idx ON jobs (status, created_at DESC, id DESC) WHERE status IN ('failed', 'cancelled');
      CREATE INDEX jobs_finished_idx ON jobs (finished_at, id) WHERE finished_at IS NOT NULL;
      -- The backlog of bulk ingests, which each of them counts.
      CREATE INDEX jobs_bulk_idx ON jobs (created_by) WHERE type = 'calls.bulk_ingest' AND finished_at IS NULL;

      CREATE TABLE job_queues (
        name text CONSTRAINT job_queues_pk PRIMARY KEY,
        paused_at timestamptz NOT NULL DEFAULT now(),
        paused_by uuid
      );

      CREATE TABLE job_schedules (
        name text CONSTRAINT job_schedules_pk PRIMARY KEY,
        -- What the schedule was when it was last looked at, and since when: no tick before that counts.
        cron text NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        last_tick timestamptz
      );

      CREATE TABLE bulk_rejections (
        job_id uuid NOT NULL CONSTRAINT bulk_rejections_job_fk REFERENCES jobs (id) ON DELETE CASCADE,
        line integer NOT NULL,
        external_id text,
        code text NOT NULL,
        reason text NOT NULL,
        CONSTRAINT bulk_rejections_pk PRIMARY KEY (job_id, line)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE bulk_rejections, job_schedules, job_queues, jobs, job_workers');
  }
}
