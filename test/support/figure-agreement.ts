import { FigureName, figureNames } from '../../src/modules/metrics/figures/figures';
import { ConversationMetrics } from '../../src/modules/metrics/conversation-metrics.service';
import { MeasuringService } from '../../src/modules/calls/figures/measuring.service';
import { TestApp } from './app';
import { runSql } from './rows';

const SUMS = figureNames.map((name) => `sum(${name})::bigint AS ${name}`).join(', ');
const NAMES = figureNames.join(', ');
/** Rows of which nothing is left stay, with zeros. */
const ANYTHING = figureNames.map((name) => `${name} <> 0`).join(' OR ');

/** Whatever of the rollups is not the sum of the figures, to the last digit, from either side. */
export function wrongRollups({ database }: Pick<TestApp, 'database'>): Promise<object[]> {
  return runSql(database, `${comparison('call_rollups', 'agent_id')} UNION ALL ${comparison('day_rollups', 'slot')}`);
}

/** Whatever of the figures is not what the stored calls give when they are measured anew; and how many were looked at. */
export async function wrongFigures({ app, database }: TestApp): Promise<{ measured: number; wrong: object[] }> {
  const wrong = await runSql<object>(
    database,
    `SELECT c.id, c.status, f.call_id AS figures FROM calls c FULL JOIN call_figures f ON f.call_id = c.id
     WHERE (c.status = 'completed') IS DISTINCT FROM (f.call_id IS NOT NULL)
       OR (f.started_at, f.agent_id, f.direction) IS DISTINCT FROM
         (CASE WHEN f.call_id IS NOT NULL THEN c.started_at END, CASE WHEN f.call_id IS NOT NULL THEN c.agent_id END,
          CASE WHEN f.call_id IS NOT NULL THEN c.direction END)`,
  );
  const rows = await runSql<Record<FigureName, number> & { call_id: string; details: object }>(
    database,
    'SELECT * FROM call_figures',
  );
  const measuring = app.get(MeasuringService, { strict: false });
  for (const { call_id: callId, details, ...row } of rows) {
    const anew = new ConversationMetrics().measure(await measuring.conversation(callId));
    const stored = Object.fromEntries(figureNames.map((name) => [name, row[name]]));
    if (JSON.stringify(stored) !== JSON.stringify(anew.figures)) wrong.push({ callId, stored, anew: anew.figures });
    if (sorted(details) !== sorted(anew.details)) wrong.push({ callId, details, anew: anew.details });
  }
  return { measured: rows.length, wrong };
}

function comparison(table: 'call_rollups' | 'day_rollups', third: 'agent_id' | 'slot'): string {
  const group = third === 'slot' ? 'rollup_slot(agent_id)' : 'agent_id';
  const sums = `SELECT (started_at AT TIME ZONE timezone)::date AS day, direction, ${group}::text AS third, ${SUMS}
    FROM call_figures, rollup_state GROUP BY 1, 2, 3`;
  const kept = `SELECT day, direction, ${third}::text, ${NAMES} FROM ${table} WHERE ${ANYTHING}`;
  return `(SELECT '${table}' AS "of", 'missing' AS fault, a.* FROM (${sums} EXCEPT ${kept}) AS a)
    UNION ALL (SELECT '${table}', 'kept', b.* FROM (${kept} EXCEPT ${sums}) AS b)`;
}

/** As text that does not depend on the order in which Postgres keeps the fields. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
