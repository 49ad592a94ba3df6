import { Injectable } from '@nestjs/common';
import { Database } from '../../../core/database/database';
import { RecalculateResult } from '../recalculation/recalculation.dto';

export interface VolumeRow {
  completed: number;
  live: number;
  /** -1 before the first analysis. */
  utterances: number;
  agents: number;
}

export interface TableRow {
  name: string;
  tableBytes: number;
  indexBytes: number;
}

export interface ArrivalsRow {
  minutes: number;
  calls: number;
  /** Since the earliest of those counted. */
  countedMinutes: number | null;
}

export interface RecalculationRow {
  id: string;
  finishedAt: Date;
  result: RecalculateResult;
}

/** Some is counted up to here, so that nothing that grows is gone through. */
export const COUNTED_UP_TO = 10_000;
export const ARRIVALS_UP_TO = 100_000;
const TABLES = [
  ...['calls', 'utterances', 'call_search', 'call_documents', 'call_versions', 'call_figures', 'call_rollups'],
  ...['day_rollups', 'reports', 'jobs', 'audit_entries'],
];
/** Recalculations that failed or were cancelled are passed over, so many. */
const LOOKED_AT = 100;

/** What there is, by catalogues, sums and the ends of indices: no statement goes through the calls. */
@Injectable()
export class OverviewRepository {
  constructor(private readonly database: Database) {}

  async volumes(): Promise<VolumeRow> {
    const [row] = await this.database.query<VolumeRow & Record<string, number>>(
      `SELECT (SELECT COALESCE(sum(calls), 0)::float8 FROM day_rollups) AS completed,
         (SELECT count(*)::int FROM (SELECT FROM calls WHERE status = 'live' LIMIT $1::int + 1) AS c) AS live,
         (SELECT reltuples::float8 FROM pg_class WHERE oid = 'utterances'::regclass) AS utterances,
         (SELECT count(*)::int FROM (SELECT FROM agents LIMIT $1::int + 1) AS a) AS agents`,
      [COUNTED_UP_TO],
      'analytics.volumes',
    );
    return row as VolumeRow;
  }

  tables(): Promise<TableRow[]> {
    return this.database.query<TableRow & Record<string, unknown>>(
      `SELECT name, pg_table_size(found)::float8 AS "tableBytes", pg_indexes_size(found)::float8 AS "indexBytes"
       FROM unnest($1::text[]) AS name, to_regclass(name) AS found WHERE found IS NOT NULL
       ORDER BY pg_total_relation_size(found) DESC, name`,
      [TABLES],
      'analytics.tables',
    );
  }

  async databaseBytes(): Promise<number> {
    const [row] = await this.database.query<{ bytes: number }>(
      'SELECT pg_database_size(current_database())::float8 AS bytes',
      [],
      'analytics.database_bytes',
    );
    return row?.bytes ?? 0;
  }

  /** Of the last so many minutes each. By id, which begins with the moment in which the call arrived. */
  arrivals(minutes: number[]): Promise<ArrivalsRow[]> {
    return this.database.query<ArrivalsRow & Record<string, unknown>>(
      `SELECT m.minutes, a.calls, a."countedMinutes" FROM unnest($1::int[]) WITH ORDINALITY AS m (minutes, place),
         LATERAL (SELECT count(*)::int AS calls, (extract(epoch FROM now()) / 60
             - ('x' || left(translate(min(id::text COLLATE "C"), '-', ''), 12))::bit(48)::bigint / 60000.0)::float8 AS "countedMinutes"
           FROM (SELECT id FROM calls WHERE id >= (lpad(to_hex(
               (1000 * extract(epoch FROM now() - make_interval(mins => m.minutes)))::bigint), 12, '0')
               || repeat('0', 20))::uuid
             ORDER BY id DESC LIMIT $2) AS latest) AS a ORDER BY m.place`,
      [minutes, ARRIVALS_UP_TO],
      'analytics.arrivals',
    );
  }

  async lastRecalculation(type: string): Promise<RecalculationRow | undefined> {
    const rows = await this.database.query<RecalculationRow & Record<string, unknown>>(
      `SELECT id, finished_at AS "finishedAt", result FROM (
         SELECT id, finished_at, result, status FROM jobs WHERE type = $1 AND finished_at IS NOT NULL
         ORDER BY created_at DESC, id DESC LIMIT $2) AS latest
       WHERE status = 'succeeded' ORDER BY finished_at DESC LIMIT 1`,
      [type, LOOKED_AT],
      'analytics.last_recalculation',
    );
    return rows[0];
  }
}
