import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../database/database';
import { QueueName } from '../job-type';

/** A queue of which nothing is begun. */
export interface PausedQueue {
  name: QueueName;
  pausedAt: Date;
  /** Null: the system. */
  pausedBy: string | null;
}

@Injectable()
export class QueueSwitchRepository {
  constructor(private readonly database: Database) {}

  /** False when it was paused already. */
  async pause(tx: Queryable, name: QueueName, userId: string | null): Promise<boolean> {
    const rows = await tx.query(
      'INSERT INTO job_queues (name, paused_by) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING 1',
      [name, userId],
    );
    return rows.length > 0;
  }

  /** Takes back what was handed to Bull and has not begun. */
  async takeBack(tx: Queryable, name: QueueName): Promise<void> {
    await tx.query(`UPDATE jobs SET dispatch = 'due', sent_at = NULL WHERE dispatch = 'sent' AND queue = $1`, [name]);
  }

  /** False when it was not paused. */
  async resume(tx: Queryable, name: QueueName): Promise<boolean> {
    return (await tx.query('DELETE FROM job_queues WHERE name = $1 RETURNING 1', [name])).length > 0;
  }

  paused(db: Queryable = this.database): Promise<PausedQueue[]> {
    return db.query<PausedQueue>(
      'SELECT name, paused_at AS "pausedAt", paused_by AS "pausedBy" FROM job_queues ORDER BY name',
    );
  }
}
