import { Injectable } from '@nestjs/common';
import { LongWorkDatabase, Queryable } from '../../../core/database/database';
import { Call } from '../entities/call.entity';
import { Place } from '../place';
import { Amounts } from './amounts';

export type DoomedCall = Pick<Call, 'id' | 'epoch' | 'status'> & { startedAt: string };

interface AmountsRow {
  calls: number;
  utterances: number;
  documents: number;
  oldest: Date | null;
  newest: Date | null;
}

/** What is deleted together holds up a cancellation, so that calls of many utterances go by fewer, at least one. */
const UTTERANCES_AT_ONCE = 50_000;
/** The oldest that began before the cutoff and stand behind a place, by calls_started_idx read backwards. */
const OLDEST = `SELECT id, epoch, status, started_at, last_position
  FROM calls WHERE started_at < $1 AND (started_at, id) > ($2::timestamptz, $3::uuid)
  ORDER BY started_at, id LIMIT $4`;
/** Of some calls in that order as many as may go together. */
const TOGETHER = `SELECT id, epoch, status, started_at FROM (
    SELECT *, sum(last_position) OVER (ORDER BY started_at, id ROWS UNBOUNDED PRECEDING) AS utterances,
      row_number() OVER (ORDER BY started_at, id ROWS UNBOUNDED PRECEDING) AS number FROM oldest) AS sums
  WHERE utterances <= ${UTTERANCES_AT_ONCE} OR number = 1`;

/** Old calls and all that belongs to them, so many at a time; several processes may do it at once. */
@Injectable()
export class CleanupRepository {
  constructor(private readonly database: LongWorkDatabase) {}

  /** So many days of 24 hours ago, by the clock of the database, whatever its time zone. */
  async cutoff(db: Queryable, days: number): Promise<Date> {
    const [row] = await db.query<{ cutoff: Date }>(
      `SELECT date_trunc('milliseconds', now()) - make_interval(hours => 24 * $1::int) AS cutoff`,
      [days],
    );
    return (row as { cutoff: Date }).cutoff;
  }

  /** How many calls there are that began before. */
  async count(cutoff: Date): Promise<number> {
    const rows = await this.database.query<{ count: number }>(
      'SELECT count(*)::float8 AS count FROM calls WHERE started_at < $1',
      [cutoff],
    );
    return rows[0]?.count ?? 0;
  }

  /** What the next calls behind a place amount to, and the place of the last of them: null when there is none. */
  async measure(cutoff: Date, after: Place, limit: number): Promise<{ amounts: Amounts; last: Place | null }> {
    const [row] = await this.database.query<AmountsRow & { last: Place | null }>(
      `WITH oldest AS MATERIALIZED (${OLDEST}), doomed AS MATERIALIZED (${TOGETHER})
       SELECT count(*)::int AS calls, min(started_at) AS oldest, max(started_at) AS newest,
         (SELECT count(*)::int FROM utterances WHERE call_id IN (SELECT id FROM doomed)) AS utterances,
         (SELECT count(*)::int FROM call_documents WHERE call_id IN (SELECT id FROM doomed)) AS documents,
         (SELECT json_build_object('startedAt', started_at::text, 'id', id)
          FROM doomed ORDER BY doomed.started_at DESC, id DESC LIMIT 1) AS last
       FROM doomed`,
      [cutoff, after.startedAt, after.id, limit],
    );
    const { last, ...amounts } = row as AmountsRow & { last: Place | null };
    return { amounts: toAmounts(amounts), last };
  }

  /**
   * Locks the next calls behind a place and answers as many of them as may go together, oldest first; leaves out those
   * that somebody else holds.
   */
  lock(tx: Queryable, cutoff: Date, after: Place, limit: number): Promise<DoomedCall[]> {
    return tx.query<DoomedCall>(
      `WITH oldest AS MATERIALIZED (${OLDEST} FOR UPDATE SKIP LOCKED)
       SELECT id, epoch, status, together.started_at::text AS "startedAt" FROM (${TOGETHER}) AS together
       ORDER BY together.started_at, id`,
      [cutoff, after.startedAt, after.id, limit],
    );
  }

  /** Deletes locked calls with all that belongs to them; what is much by one statement, not by one for each call. */
  async delete(tx: Queryable, ids: string[]): Promise<Amounts> {
    const [row] = await tx.query<AmountsRow>(
      `WITH said AS (DELETE FROM utterances WHERE call_id = ANY ($1) RETURNING 1),
         documents AS (DELETE FROM call_documents WHERE call_id = ANY ($1) RETURNING 1),
         figures AS (DELETE FROM call_figures WHERE call_id = ANY ($1)),
         gone AS (DELETE FROM calls WHERE id = ANY ($1) RETURNING started_at)
       SELECT count(*)::int AS calls, min(started_at) AS oldest, max(started_at) AS newest,
         (SELECT count(*)::int FROM said) AS utterances, (SELECT count(*)::int FROM documents) AS documents
       FROM gone`,
      [ids],
    );
    return toAmounts(row as AmountsRow);
  }
}

function toAmounts({ oldest, newest, ...counts }: AmountsRow): Amounts {
  return { ...counts, oldest: oldest?.toISOString() ?? null, newest: newest?.toISOString() ?? null };
}
