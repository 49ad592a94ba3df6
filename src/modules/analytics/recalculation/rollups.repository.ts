import { Injectable } from '@nestjs/common';
import { LongWorkDatabase, Queryable, Transaction } from '../../../core/database/database';
import { figureNames } from '../../metrics/metric-registry.service';
import { DIFFERENCES, NEXT_DAY, REMOVE_EMPTY, REWRITE, REWRITE_ALL } from './rollups.query';

export const rollupNames = ['call_rollups', 'day_rollups'] as const;
export type RollupName = (typeof rollupNames)[number];

/** By which zone the sums are kept, and by which formulas all calls are measured. */
export interface RollupState {
  timezone: string;
  formulas: number;
}

/** Days as `YYYY-MM-DD`, both included. */
export interface Days {
  first: string;
  last: string;
}

/** A row of a rollup that is not the sum of its calls. */
export interface DifferingKey {
  rollup: RollupName;
  day: string;
  agentId: string | null;
  direction: string | null;
  slot: number | null;
  /** By figure, those that differ. */
  figures: { figure: string; stored: number; correct: number }[];
}

/** What differs, of which the first keys are told. */
export interface Drift {
  days: number;
  keys: number;
  items: DifferingKey[];
}

type DifferingRow = Omit<DifferingKey, 'figures'> & { stored: string[]; correct: string[]; days: number; keys: number };

/** Somebody who waits for a writer has others wait behind him, who give up after five seconds. */
const LOCK_TIMEOUT = `SET LOCAL lock_timeout = '3s'`;
/** In the order in which writers take them. Readers pass. */
const LOCK = 'LOCK TABLE call_rollups, day_rollups IN EXCLUSIVE MODE';

/** Compares the rollups with the figures of the calls that they are sums of, and writes them anew. */
@Injectable()
export class RollupsRepository {
  constructor(private readonly database: LongWorkDatabase) {}

  async state(db: Queryable = this.database): Promise<RollupState> {
    const [row] = await db.query<RollupState>('SELECT timezone, formulas FROM rollup_state');
    return row as RollupState;
  }

  /** The first day from the given one on, of which there are figures or sums; undefined when there is none. */
  async dayFrom(day: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ day: string | null }>(NEXT_DAY, [day]);
    return row?.day ?? undefined;
  }

  /** Which of the days differ. */
  async differingDays({ first, last }: Days): Promise<string[]> {
    const rows = await this.database.query<{ day: string }>(
      `${DIFFERENCES} SELECT DISTINCT day::text FROM differences ORDER BY 1`,
      [first, last],
    );
    return rows.map(({ day }) => day);
  }

  /** What differs on these days, of which so many keys are told. */
  async drift({ first, last }: Days, most: number, db: Queryable = this.database): Promise<Drift> {
    const rows = await db.query<DifferingRow>(
      `${DIFFERENCES} SELECT rollup, day::text, agent_id AS "agentId", direction, slot, stored, correct,
         (SELECT count(DISTINCT day)::int FROM differences) AS days, (SELECT count(*)::int FROM differences) AS keys
       FROM differences ORDER BY differences.day, rollup, agent_id, direction, slot LIMIT $3`,
      [first, last, most],
    );
    const items = rows.map((row) => toKey(row));
    return { days: rows[0]?.days ?? 0, keys: rows[0]?.keys ?? 0, items };
  }

  /**
   * Writes the sums of a day anew and answers what differed. Writers wait meanwhile: those that came before are in the
   * sums, and those that come behind add to them.
   */
  async heal(tx: Transaction, day: string, most: number): Promise<Drift> {
    await this.lock(tx);
    const days = { first: day, last: day };
    const drift = await this.drift(days, most === 0 ? 1 : most, tx);
    if (drift.keys > 0) await this.rewrite(tx, days);
    return { ...drift, items: drift.items.slice(0, most) };
  }

  /** Makes the days those of another zone, all at once; answers the zone of before. Writers wait meanwhile. */
  async changeZone(tx: Transaction, timezone: string): Promise<string> {
    await this.lock(tx);
    const { timezone: before } = await this.state(tx);
    if (before === timezone) return before;
    await tx.query('UPDATE rollup_state SET timezone = $1', [timezone]);
    for (const statement of REWRITE_ALL) await tx.query(statement);
    return before;
  }

  async removeEmpty({ first, last }: Days): Promise<void> {
    for (const statement of REMOVE_EMPTY) await this.database.query(statement, [first, last]);
  }

  /** Days of these that have sums. */
  async countDays({ first, last }: Days): Promise<number> {
    const [row] = await this.database.query<{ days: number }>(
      'SELECT count(DISTINCT day)::int AS days FROM day_rollups WHERE day BETWEEN $1::date AND $2::date',
      [first, last],
    );
    return row?.days ?? 0;
  }

  /** Whether Postgres has the time zone. */
  async knowsZone(timezone: string): Promise<boolean> {
    const rows = await this.database.query('SELECT FROM pg_timezone_names WHERE name = $1', [timezone]);
    return rows.length > 0;
  }

  async setFormulas(tx: Transaction, formulas: number): Promise<void> {
    await tx.query('UPDATE rollup_state SET formulas = $1', [formulas]);
  }

  private async lock(tx: Transaction): Promise<void> {
    await tx.query(LOCK_TIMEOUT);
    await tx.query(LOCK);
  }

  private async rewrite(tx: Transaction, { first, last }: Days): Promise<void> {
    for (const statement of REWRITE) await tx.query(statement, [first, last]);
  }
}

function toKey({ stored, correct, days: _days, keys: _keys, ...key }: DifferingRow): DifferingKey {
  const figures = figureNames.flatMap((figure, index) =>
    stored[index] === correct[index]
      ? []
      : [{ figure, stored: Number(stored[index]), correct: Number(correct[index]) }],
  );
  return { ...key, figures };
}
