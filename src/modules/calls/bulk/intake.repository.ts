import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../../core/database/database';
import { BULK_INGEST } from './bulk-ingest.dto';

/** Bulk ingests that have not ended. */
export interface Backlog {
  all: number;
  own: number;
}

export interface RejectionRow {
  line: number;
  externalId: string | null;
  code: string;
  reason: string;
}

/** One transaction at a time decides whether there is room. */
const BACKLOG_LOCK = 'parley.bulk_backlog';

@Injectable()
export class IntakeRepository {
  constructor(private readonly database: Database) {}

  async backlog(ownerId: string, db: Queryable = this.database): Promise<Backlog> {
    const [row] = await db.query<Backlog>(
      `SELECT count(*)::int AS "all", (count(*) FILTER (WHERE created_by = $1))::int AS own
       FROM jobs WHERE type = '${BULK_INGEST}' AND finished_at IS NULL`,
      [ownerId],
      'bulk.backlog',
    );
    return row ?? { all: 0, own: 0 };
  }

  /** The backlog, to which nobody else adds before the transaction ends. */
  async holdBacklog(tx: Queryable, ownerId: string): Promise<Backlog> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [BACKLOG_LOCK], 'bulk.hold_backlog');
    return this.backlog(ownerId, tx);
  }

  /** In order, after the given line. */
  rejections(jobId: string, after: number, limit: number): Promise<RejectionRow[]> {
    return this.database.query<RejectionRow>(
      `SELECT line, external_id AS "externalId", code, reason FROM bulk_rejections
       WHERE job_id = $1 AND line > $2 ORDER BY line LIMIT $3`,
      [jobId, after, limit],
      'bulk.rejections',
    );
  }
}
