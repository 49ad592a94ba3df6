import { Injectable } from '@nestjs/common';
import { Transaction } from '../../../core/database/database';
import { RollupState } from './rollups.repository';

@Injectable()
export class RecalculationOrdersRepository {
  /** Lets one transaction at a time decide about an order; answers what is stored. */
  async hold(tx: Transaction): Promise<RollupState> {
    const [row] = await tx.query<RollupState>('SELECT timezone, formulas FROM rollup_state FOR UPDATE');
    return row as RollupState;
  }

  /** Whether an unfinished recalculation of everything waits or runs that nobody ordered but a process or the clock. */
  async isOrdered(tx: Transaction, type: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM jobs WHERE created_by IS NULL AND finished_at IS NULL AND type = $1
         AND NOT payload ?| ARRAY['from', 'to'] LIMIT 1`,
      [type],
    );
    return rows.length > 0;
  }

  /** Unfinished ones of an owner. */
  async count(tx: Transaction, type: string, ownerId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM jobs WHERE created_by = $2 AND finished_at IS NULL AND type = $1',
      [type, ownerId],
    );
    return row?.count ?? 0;
  }
}
