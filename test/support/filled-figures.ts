import { figureNames } from '../../src/modules/metrics/figures/figures';

/** Gives every stored call figures, each of them 1, as if it were completed; the rollups follow. */
export const FILL_FIGURES = `
  INSERT INTO call_figures (call_id, started_at, agent_id, direction, formulas, details, ${figureNames.join(', ')})
  SELECT id, started_at, agent_id, direction, 1, '{}', ${figureNames.map(() => 1).join(', ')} FROM calls`;
