import { Injectable } from '@nestjs/common';
import { Transaction } from '../../core/database/database';
import { figureNames, FORMULAS_VERSION } from './figures/figures';

/** Figures of calls; the rollups follow by triggers in the same transaction. */
@Injectable()
export class CallFiguresRepository {
  /** @param rows a JSON list of rows as `toFiguresRow` makes them */
  async store(tx: Transaction, rows: Buffer): Promise<void> {
    await tx.query(STORE, [rows, FORMULAS_VERSION], 'call_figures.store');
  }
}

const STORE = `
  INSERT INTO call_figures (call_id, started_at, agent_id, direction, formulas, details, ${figureNames.join(', ')})
  SELECT c.id, c.started_at, c.agent_id, c.direction, $2, given.details,
    ${figureNames.map((_, index) => `f[${index + 1}]`).join(', ')}
  FROM json_to_recordset($1) AS given(id uuid, figures text, details jsonb)
    JOIN calls c ON c.id = given.id, CAST(given.figures AS int[]) AS f
  WHERE c.status = 'completed'
  ON CONFLICT (call_id) DO UPDATE SET formulas = excluded.formulas, details = excluded.details,
    ${figureNames.map((name) => `${name} = excluded.${name}`).join(', ')}`;
