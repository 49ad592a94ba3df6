import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { QueueName, queueNames } from '../job-type';

export interface QueueFigures {
  queue: QueueName;
  /** At most COUNTED_UP_TO of those that are due, and as many of those whose time has not come. */
  queued: number;
  running: number;
  /** Since when the oldest due job could have been begun; 0 when there is none. */
  oldestDueSeconds: number;
}

const COUNTED_UP_TO = 100_000;

/** Counts what is unfinished. */
@Injectable()
export class JobGaugesRepository {
  constructor(private readonly database: Database) {}

  read(): Promise<QueueFigures[]> {
    return this.database.query<QueueFigures>(
      `SELECT q.name AS queue,
         ${count(`dispatch = 'due'`, 'run_at')} + ${count(`dispatch = 'later'`, 'run_at')}
           + ${count(`dispatch = 'sent'`, 'sent_at')} AS queued,
         ${count(`status = 'running'`, 'worker_id')} AS running,
         COALESCE(extract(epoch FROM now() - (SELECT min(run_at) FROM jobs WHERE dispatch = 'due' AND queue = q.name)),
           0)::float8 AS "oldestDueSeconds"
       FROM unnest($1::text[]) AS q (name)`,
      [queueNames],
      'job_gauges.read',
    );
  }
}

/** In the order of an index, so that none of the jobs that have ended is read. */
function count(condition: string, order: string): string {
  return `(SELECT count(*)::int FROM
    (SELECT FROM jobs WHERE ${condition} AND queue = q.name ORDER BY ${order} LIMIT ${COUNTED_UP_TO}) AS counted)`;
}
