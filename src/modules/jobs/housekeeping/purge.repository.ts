import { Injectable } from '@nestjs/common';
import { Database } from '../../../core/database/database';

/** The oldest jobs that finished so many days of 24 hours ago; by jobs_finished_idx. */
const FORGOTTEN = `SELECT id FROM jobs WHERE finished_at < now() - make_interval(hours => 24 * $1::int)
  ORDER BY finished_at, id LIMIT $2`;

/** Removes what background work leaves behind, so much at a time; several processes may do it at once. */
@Injectable()
export class PurgeRepository {
  constructor(private readonly database: Database) {}

  /** Old jobs with what they rejected, of which one may have millions; at most so many of each. */
  async deleteJobs(days: number, limit: number): Promise<{ rejections: number; jobs: number }> {
    const rejections = await this.count(
      `DELETE FROM bulk_rejections WHERE ctid = ANY (ARRAY(
         SELECT r.ctid FROM (${FORGOTTEN}) AS j CROSS JOIN LATERAL (
           SELECT ctid FROM bulk_rejections WHERE job_id = j.id ORDER BY line LIMIT $2 FOR UPDATE SKIP LOCKED) AS r
         LIMIT $2))
       RETURNING 1`,
      [days, limit],
    );
    const jobs = await this.count(
      `DELETE FROM jobs WHERE id = ANY (ARRAY(SELECT j.id FROM (${FORGOTTEN} FOR UPDATE SKIP LOCKED) AS j
         WHERE (SELECT r.line FROM bulk_rejections AS r WHERE r.job_id = j.id ORDER BY r.line LIMIT 1) IS NULL))
       RETURNING 1`,
      [days, limit],
    );
    return { rejections, jobs };
  }

  /** Rows of processes that have been silent for a day, which is longer than any lease, and hold no job. */
  deleteWorkers(limit: number): Promise<number> {
    return this.count(
      `DELETE FROM job_workers WHERE id IN (SELECT w.id FROM job_workers AS w
         WHERE w.seen_at < now() - interval '1 day'
           AND NOT EXISTS (SELECT FROM jobs AS j WHERE j.status = 'running' AND j.worker_id = w.id)
         LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [limit],
    );
  }

  /** Reports that were made 400 days ago, so that each can be compared with that of a year before; by reports_created_idx. */
  deleteReports(limit: number): Promise<number> {
    return this.count(
      `DELETE FROM reports WHERE id = ANY (ARRAY(SELECT id FROM reports WHERE created_at < now() - interval '9600 hours'
         ORDER BY created_at, id LIMIT $1 FOR UPDATE SKIP LOCKED))
       RETURNING 1`,
      [limit],
    );
  }

  /** Since when a file must lie untouched to count as forgotten. */
  async aDayAgo(): Promise<Date> {
    const [row] = await this.database.query<{ at: Date }>(`SELECT now() - interval '1 day' AS at`);
    return (row as { at: Date }).at;
  }

  /** Those of the keys that are the file of a job which is not finished, or failed and can be tried again. */
  async filesInUse(keys: string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ key: string }>(
      `SELECT payload ->> 'file' AS key FROM jobs WHERE finished_at IS NULL AND payload ->> 'file' = ANY ($1)
       UNION SELECT payload ->> 'file' FROM jobs WHERE status = 'failed' AND payload ->> 'file' = ANY ($1)`,
      [keys],
    );
    return new Set(rows.map(({ key }) => key));
  }

  private async count(statement: string, values: unknown[]): Promise<number> {
    return (await this.database.query(statement, values)).length;
  }
}
