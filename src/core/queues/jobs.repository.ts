import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../database/database';
import { JOB_COLUMNS, JobRow } from './job-row';

/** A new row; `runAt` null: now. */
export interface NewJobRow {
  id: string;
  type: string;
  queue: string;
  priority: number;
  payload: object;
  createdBy: string | null;
  correlationId: string;
  schedule: string | null;
  scheduledFor: Date | null;
  runAt: Date | null;
}

/** Writing and reading single jobs; how they get to Bull and are run is the matter of others. */
@Injectable()
export class JobsRepository {
  constructor(private readonly database: Database) {}

  /** Undefined when the schedule's tick has its job already. */
  async insert(db: Queryable, job: NewJobRow): Promise<JobRow | undefined> {
    const rows = await db.query<JobRow>(
      `INSERT INTO jobs AS j (id, type, queue, dispatch, priority, payload, created_by, correlation_id, schedule,
         scheduled_for, run_at)
       VALUES ($1, $2, $3, CASE WHEN $10::timestamptz > now() THEN 'later' ELSE 'due' END, $4, $5, $6, $7, $8, $9,
         COALESCE($10::timestamptz, now()))
       ON CONFLICT (schedule, scheduled_for) DO NOTHING RETURNING ${JOB_COLUMNS}`,
      [
        ...[job.id, job.type, job.queue, job.priority, JSON.stringify(job.payload), job.createdBy],
        ...[job.correlationId, job.schedule, job.scheduledFor, job.runAt],
      ],
      'jobs.insert',
    );
    return rows[0];
  }

  async find(id: string, db: Queryable = this.database): Promise<JobRow | undefined> {
    return (await db.query<JobRow>(`SELECT ${JOB_COLUMNS} FROM jobs AS j WHERE j.id = $1`, [id], 'jobs.by_id'))[0];
  }
}
