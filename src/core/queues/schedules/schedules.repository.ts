import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../database/database';
import { JobRow } from '../job-row';

/** How far a schedule has come. */
export interface ScheduleState {
  name: string;
  /** What it was when somebody last looked: its expression, or `off`. */
  cron: string;
  /** No tick counts that is not after both. */
  since: Date;
  lastTick: Date | null;
}

export type LastJob = Pick<JobRow, 'id' | 'status' | 'finishedAt'> & { schedule: string };

@Injectable()
export class SchedulesRepository {
  constructor(private readonly database: Database) {}

  /** What time it is for the database, and how far the schedules have come that anybody has looked at. */
  async read(): Promise<{ now: Date; states: ScheduleState[] }> {
    const rows = await this.database.query<{ now: Date } & (ScheduleState | { name: null })>(
      `SELECT clock.now, s.name, s.cron, s.since, s.last_tick AS "lastTick"
       FROM (SELECT now() AS now) AS clock LEFT JOIN job_schedules AS s ON true`,
      [],
      'schedules.read',
    );
    const states = rows.filter((row): row is { now: Date } & ScheduleState => row.name !== null);
    return { now: (rows[0] as { now: Date }).now, states };
  }

  /** The latest job of each schedule that has one; whether a tick ordered it or somebody did. */
  lastJobs(names: string[]): Promise<LastJob[]> {
    return this.database.query<LastJob>(
      `SELECT names.schedule, j.id, j.status, j.finished_at AS "finishedAt" FROM unnest($1::text[]) AS names (schedule),
         LATERAL (SELECT id, status, finished_at FROM jobs AS j WHERE j.schedule = names.schedule
           ORDER BY j.created_at DESC, j.id DESC LIMIT 1) AS j`,
      [names],
      'schedules.last_jobs',
    );
  }

  /** From now on the schedule is this; does nothing when it is already. */
  async adopt(name: string, cron: string): Promise<void> {
    await this.database.query(
      `INSERT INTO job_schedules AS s (name, cron) VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET cron = EXCLUDED.cron, since = now() WHERE s.cron <> EXCLUDED.cron`,
      [name, cron],
    );
  }

  /** Takes the tick for the caller's transaction; false when it was taken, or the schedule is another by now. */
  async take(tx: Queryable, name: string, cron: string, tick: Date): Promise<boolean> {
    const taken = await tx.query(
      `UPDATE job_schedules SET last_tick = $3
       WHERE name = $1 AND cron = $2 AND since < $3 AND (last_tick IS NULL OR last_tick < $3) RETURNING 1`,
      [name, cron, tick],
    );
    return taken.length > 0;
  }
}
