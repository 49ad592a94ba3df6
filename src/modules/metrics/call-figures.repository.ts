import { Injectable } from '@nestjs/common';
import { Transaction } from '../../core/database/database';
import { MeasuredCall } from './figures/conversation';
import { figureNames, FORMULAS_VERSION } from './figures/figures';

/** Figures of calls; the rollups follow by triggers in the same transaction. */
@Injectable()
export class CallFiguresRepository {
  async store(tx: Transaction, calls: MeasuredCall[]): Promise<void> {
    await tx.query(
      STORE,
      [
        calls.map(({ callId }) => callId),
        calls.map(({ figures }) => `{${figureNames.map((name) => figures[name]).join()}}`),
        calls.map(({ details }) => JSON.stringify(details)),
        FORMULAS_VERSION,
      ],
      'call_figures.store',
    );
  }
}

const STORE = `
  INSERT INTO call_figures (call_id, started_at, agent_id, direction, formulas, details, ${figureNames.join(', ')})
  SELECT c.id, c.started_at, c.agent_id, c.direction, $4, given.details::jsonb,
    ${figureNames.map((_, index) => `f[${index + 1}]`).join(', ')}
  FROM unnest($1::uuid[], $2::text[], $3::text[]) AS given(id, figures, details)
    JOIN calls c ON c.id = given.id, CAST(given.figures AS int[]) AS f
  WHERE c.status = 'completed'
  ON CONFLICT (call_id) DO UPDATE SET formulas = excluded.formulas, details = excluded.details,
    ${figureNames.map((name) => `${name} = excluded.${name}`).join(', ')}`;
