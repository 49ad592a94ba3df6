import { Injectable } from '@nestjs/common';
import { Database, Transaction } from '../../../core/database/database';
import { TOTAL_CAP } from '../../../core/database/paging';
import { DAY_BEGINS } from '../windows/day-begins.query';
import { ReportContent } from './report-content';
import { ReportKind } from './report-kinds';

/** A report without its content; days as `YYYY-MM-DD`. */
export interface ReportHead {
  id: string;
  kind: ReportKind;
  firstDay: string;
  lastDay: string;
  timezone: string;
  jobId: string;
  createdBy: string | null;
  createdAt: Date;
}

export type StoredReport = ReportHead & { content: ReportContent };

/** The days of a report, and the instants between which they lie. */
export interface ReportDays {
  firstDay: string;
  lastDay: string;
  from: Date;
  to: Date;
  /** Whether the last of them is over. */
  isOver: boolean;
}

export interface ReportPageStart {
  limit: number;
  offset: number;
  after?: { createdAt: string; id: string };
}

const HEAD = `id, kind, first_day::text AS "firstDay", last_day::text AS "lastDay", timezone, job_id AS "jobId",
  created_by AS "createdBy", created_at AS "createdAt"`;

@Injectable()
export class ReportsRepository {
  constructor(private readonly database: Database) {}

  /** So many days up to the given one, or up to yesterday by the clock of the database. */
  async days(timezone: string, count: number, lastDay?: string): Promise<ReportDays> {
    const [row] = await this.database.query<ReportDays & Record<string, unknown>>(DAYS, [
      timezone,
      count,
      lastDay ?? null,
    ]);
    return row as ReportDays;
  }

  async agentNames(ids: string[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ id: string; name: string }>(
      'SELECT id, name FROM agents WHERE id = ANY ($1)',
      [ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** Stores the report of a job, unless it has one already; answers its id. */
  async store(tx: Transaction, report: Omit<StoredReport, 'createdAt'>): Promise<string> {
    const { id, kind, firstDay, lastDay, timezone, jobId, createdBy, content } = report;
    await tx.query(
      `INSERT INTO reports (id, kind, first_day, last_day, timezone, job_id, created_by, content)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (job_id) DO NOTHING`,
      [id, kind, firstDay, lastDay, timezone, jobId, createdBy, JSON.stringify(content)],
    );
    const [row] = await tx.query<{ id: string }>('SELECT id FROM reports WHERE job_id = $1', [jobId]);
    return (row as { id: string }).id;
  }

  async find(id: string): Promise<StoredReport | undefined> {
    const rows = await this.database.query<StoredReport>(
      `SELECT ${HEAD}, content FROM reports WHERE id = $1`,
      [id],
      'reports.by_id',
    );
    return rows[0];
  }

  /** Newest first, and one more where there is one. */
  list(kind: ReportKind | undefined, { limit, offset, after }: ReportPageStart): Promise<ReportHead[]> {
    const values: unknown[] = [];
    const conditions: string[] = ['true'];
    if (kind !== undefined) conditions.push(`kind = $${values.push(kind)}`);
    if (after) conditions.push(`(created_at, id) < ($${values.push(after.createdAt)}, $${values.push(after.id)})`);
    return this.database.query<ReportHead>(
      `SELECT ${HEAD} FROM reports WHERE ${conditions.join(' AND ')} ORDER BY created_at DESC, id DESC
       LIMIT $${values.push(limit + 1)} OFFSET $${values.push(offset)}`,
      values,
    );
  }

  /** How many there are, counting no further than one past the cap. */
  async count(kind: ReportKind | undefined): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM (SELECT FROM reports WHERE $1::text IS NULL OR kind = $1
         LIMIT ${TOTAL_CAP + 1}) AS counted`,
      [kind ?? null],
    );
    return row?.total ?? 0;
  }
}

const DAYS = `
  WITH last AS (
    SELECT (now() AT TIME ZONE $1::text)::date AS today,
      COALESCE($3::date, (now() AT TIME ZONE $1::text)::date - 1) AS day
  )
  SELECT (day - $2::int + 1)::text AS "firstDay", day::text AS "lastDay", day < today AS "isOver",
    ${DAY_BEGINS.firstOfReport} AS "from", ${DAY_BEGINS.afterReport} AS "to"
  FROM last`;
