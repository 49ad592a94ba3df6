import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../database/database';
import { QueueName } from '../job-type';
import { SentJob } from './sent-job';

/** How many jobs of each queue are in Bull or run, at most. */
export type Windows = Readonly<Record<QueueName, number>>;

/** First half of the keys of the locks under which jobs are marked, one for each queue. */
const RELAY_LOCK = 5_401;
/** Whom a job without an owner belongs to, here alone; before every other. */
export const FIRST_OWNER = '00000000-0000-0000-0000-000000000000';
const PROMOTED_AT_ONCE = 1_000;

const OWNER = `COALESCE(created_by, '${FIRST_OWNER}')`;
/** Columns of `jobs` in the shape of `SentJob`. */
export const SENT_JOB = `id, priority, (extract(epoch FROM sent_at) * 1000000)::bigint::text AS "sentAt",
  COALESCE(turn, 0)::float8 AS turn`;

/** The way of jobs from the ledger to Bull and back, as far as rows go. */
@Injectable()
export class RelayRepository {
  constructor(private readonly database: Database) {}

  /** The queues that have something due, and room for it. */
  async refillable(windows: Windows): Promise<QueueName[]> {
    const rows = await this.database.query<{ name: QueueName }>(
      `SELECT q.name FROM unnest($1::text[], $2::int[]) AS q (name, size)
       WHERE (SELECT true FROM jobs WHERE dispatch = 'due' AND queue = q.name ORDER BY run_at LIMIT 1)
         AND NOT EXISTS (SELECT FROM job_queues AS p WHERE p.name = q.name)
         AND q.size > (SELECT count(*) FROM jobs WHERE dispatch = 'sent' AND queue = q.name)
           + (SELECT count(*) FROM jobs WHERE status = 'running' AND queue = q.name)`,
      [Object.keys(windows), Object.values(windows)],
      'relay.refillable',
    );
    return rows.map(({ name }) => name);
  }

  /** Until the end of the transaction nobody else marks jobs of the queue, or pauses it. */
  async lock(tx: Queryable, queue: QueueName): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [RELAY_LOCK, queue], 'relay.lock');
  }

  /**
   * Marks as many due jobs as there is room for, and answers them in the order in which they are to go: the owners in
   * turn, beginning after `after`, and those last who have most in the window already; of one owner the highest priority
   * first. It looks at no more owners than could have a turn, and at no more jobs of each than he could be given. Each
   * takes the turn after the last of its owner's that are as urgent, and the one after what runs now at the earliest: so
   * the first job of one owner passes the thirtieth of another, and none that comes later passes that for ever.
   */
  mark(tx: Queryable, queue: QueueName, window: number, after: string): Promise<(SentJob & { owner: string })[]> {
    return tx.query<SentJob & { owner: string }>(MARK, [queue, window, after], 'relay.mark');
  }

  /** Lets those become due whose time has come; true when there may be more. */
  async promote(): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE jobs SET dispatch = 'due' WHERE id IN
         (SELECT id FROM jobs WHERE dispatch = 'later' AND run_at <= now() ORDER BY run_at LIMIT ${PROMOTED_AT_ONCE}
          FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [],
      'relay.promote',
    );
    return rows.length === PROMOTED_AT_ONCE;
  }
}

// The last condition is one that no index of due jobs serves: with old statistics that would be read whole for each job.
const MARK = `
  WITH RECURSIVE inside AS MATERIALIZED (
    SELECT ${OWNER} AS owner, priority, turn, false AS runs FROM jobs WHERE dispatch = 'sent' AND queue = $1
    UNION ALL SELECT ${OWNER}, priority, turn, true FROM jobs WHERE status = 'running' AND queue = $1
  ), held AS MATERIALIZED (
    SELECT owner, count(*) AS jobs FROM inside GROUP BY owner
  ), now_at AS MATERIALIZED (
    SELECT COALESCE(max(turn) FILTER (WHERE runs), min(turn) - 1, 0) AS turn FROM inside
  ), room AS MATERIALIZED (
    SELECT CASE WHEN EXISTS (SELECT FROM job_queues WHERE name = $1) THEN 0
        ELSE GREATEST(0, $2::int - COALESCE(sum(jobs), 0)::int) END AS free,
      count(*)::int AS holders
    FROM held
  ), behind AS (
    ${nextOwner(`${OWNER} > $3::uuid`)}
    UNION ALL SELECT next.owner FROM behind, LATERAL ${nextOwner(`${OWNER} > behind.owner`)} AS next
  ), ahead AS (
    ${nextOwner(`${OWNER} <= $3::uuid`)}
    UNION ALL SELECT next.owner FROM ahead,
      LATERAL ${nextOwner(`${OWNER} > ahead.owner AND ${OWNER} <= $3::uuid`)} AS next
  ), owners AS MATERIALIZED (
    SELECT owner, row_number() OVER () AS place FROM
      (SELECT owner FROM behind UNION ALL SELECT owner FROM ahead
       LIMIT (SELECT CASE WHEN free > 0 THEN free + holders ELSE 0 END FROM room)) AS ring
  ), share AS MATERIALIZED (
    SELECT GREATEST(1, free + 1 - (SELECT count(*)::int FROM owners)) AS most FROM room
  ), chosen AS MATERIALIZED (
    SELECT job.id, o.owner, row_number() OVER (ORDER BY COALESCE(held.jobs, 0) + job.turn, o.place) AS rank,
      job.turn + GREATEST((SELECT turn FROM now_at), (SELECT max(i.turn) FROM inside AS i
        WHERE i.owner = o.owner AND i.priority >= job.priority)) AS turn
    FROM owners AS o LEFT JOIN held USING (owner), LATERAL (
      SELECT id, priority, row_number() OVER (ORDER BY priority DESC, run_at, id) AS turn FROM jobs
      WHERE dispatch = 'due' AND queue = $1 AND ${OWNER} = o.owner ORDER BY priority DESC, run_at, id
      LIMIT (SELECT most FROM share)) AS job
    ORDER BY rank LIMIT (SELECT free FROM room)
  ), marked AS (
    UPDATE jobs SET dispatch = 'sent', sent_at = now(), turn = (SELECT turn FROM chosen WHERE chosen.id = jobs.id)
    WHERE dispatch IS NOT DISTINCT FROM 'due' AND id IN (SELECT id FROM chosen) RETURNING ${SENT_JOB}
  )
  SELECT marked.*, chosen.owner FROM marked JOIN chosen USING (id) ORDER BY chosen.rank`;

/** The next owner with due jobs, by one step in the index. */
function nextOwner(condition: string): string {
  return `(SELECT ${OWNER} AS owner FROM jobs WHERE dispatch = 'due' AND queue = $1 AND ${condition}
    ORDER BY ${OWNER} LIMIT 1)`;
}
