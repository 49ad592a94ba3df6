import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';
import { Database } from '../../database/database';
import { OwnConnection } from '../../database/own-connection';
import { QueueName } from '../job-type';

/** A silent server costs the heartbeat no more than this. */
const TIMEOUT_MS = 2_000;

/** What the ledger says of a worker. */
export interface WorkerView {
  /** False when its row was removed: it had been taken for dead. */
  registered: boolean;
  /** The runs that are this worker's. */
  held: { id: string; starts: number }[];
}

/** Rows of workers; read and renewed over a connection of its own, so that a busy pool is not taken for a dead worker. */
@Injectable()
export class WorkersRepository {
  private readonly connection: OwnConnection;

  constructor(
    config: Config,
    private readonly database: Database,
  ) {
    this.connection = new OwnConnection(config.get('DATABASE_URL') ?? '', 'parley-worker');
  }

  async register(id: string, name: string, concurrency: Record<QueueName, number>): Promise<void> {
    await this.connection.query(
      `INSERT INTO job_workers (id, name, concurrency) VALUES ($1, $2, $3)
       ON CONFLICT (id) DO UPDATE SET seen_at = now()`,
      [id, name, JSON.stringify(concurrency)],
      TIMEOUT_MS,
    );
  }

  /** Tells that the worker lives, and answers what it holds. */
  async renew(id: string): Promise<WorkerView> {
    const [view] = await this.connection.query<WorkerView>(
      `WITH seen AS (UPDATE job_workers SET seen_at = now() WHERE id = $1 RETURNING id)
       SELECT EXISTS (SELECT FROM seen) AS registered,
         COALESCE((SELECT json_agg(json_build_object('id', j.id, 'starts', j.starts))
           FROM jobs AS j WHERE j.worker_id = $1 AND j.status = 'running'), '[]') AS held`,
      [id],
      TIMEOUT_MS,
    );
    return view as WorkerView;
  }

  async remove(id: string): Promise<void> {
    await this.connection.query('DELETE FROM job_workers WHERE id = $1', [id], TIMEOUT_MS);
  }

  /** Which of these workers are registered. */
  async registeredAmong(ids: string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>('SELECT id FROM job_workers WHERE id = ANY($1::uuid[])', [
      ids,
    ]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Ends the connection at once and for good. */
  close(): void {
    this.connection.close();
  }
}
