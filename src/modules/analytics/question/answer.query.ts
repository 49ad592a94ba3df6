import { Queryable } from '../../../core/database/database';
import { FigureName, MetricRegistry } from '../../metrics/metric-registry.service';
import { Plan, Table } from './plan';
import { CALL, figureOf, isRollup, Parameters, rowsOf, TIME } from './population.query';
import { Dimension } from './question';

/** Sums as the database makes them, in the order of the plan's figures. */
export interface SummedRow {
  keys: (string | null)[];
  sums: number[];
  rank: number | null;
}

export interface Summed {
  /** Where the days of the rollups began when they were summed. */
  timezone: string;
  rows: SummedRow[];
  totals: { rows: number; sums: number[] };
}

/** Answers a plan by one statement, and so as of one moment. */
export async function sumFigures(db: Queryable, plan: Plan, registry: MetricRegistry): Promise<Summed> {
  const parameters = new Parameters();
  const [row] = await db.query<Summed & Record<string, unknown>>(
    statementOf(plan, registry, parameters),
    parameters.values,
  );
  if (row === undefined) throw new Error('Nothing was summed.');
  return row;
}

/** SQL of a plan. Every name in it is one of the program's own, every value a parameter. */
export function statementOf(plan: Plan, registry: MetricRegistry, parameters: Parameters): string {
  const { figures, question } = plan;
  const keys = question.dimensions.map((_, index) => `k${index}`);
  const sums = figures.map((_, index) => `s${index}`);
  const limit = question.limit === undefined ? 'ALL' : parameters.add(question.limit);
  const offset = parameters.add(question.offset ?? 0);
  const ordering = [...orderOf(plan), ...keys.map((_, index) => `k${index} NULLS LAST`)];
  const order = ordering.length === 0 ? '' : `ORDER BY ${ordering.join(', ')}`;
  return `WITH grouped AS MATERIALIZED (${groupedBy(plan, registry, parameters)}),
    placed AS (SELECT *, ${rankOf(plan)} AS rank, row_number() OVER (${order}) AS place FROM grouped),
    page AS (SELECT * FROM placed ORDER BY place LIMIT ${limit} OFFSET ${offset})
    SELECT (SELECT timezone FROM rollup_state) AS timezone,
      COALESCE((SELECT json_agg(json_build_object('keys', json_build_array(${keys.join(', ')}),
        'sums', json_build_array(${sums.join(', ')}), 'rank', rank) ORDER BY place) FROM page), '[]') AS rows,
      (SELECT json_build_object('rows', count(*),
        'sums', json_build_array(${sums.map((_, index) => `COALESCE(sum(s${index}), 0)`).join(', ')})) FROM grouped) AS totals`;
}

/** The sums of each group; groups whose calls are gone leave rows of zeros in the rollups, and are left out. */
function groupedBy(plan: Plan, registry: MetricRegistry, parameters: Parameters): string {
  const { table, question, calendar } = plan;
  const isLocal = !isRollup(table) && question.dimensions.some((name) => TIMES.includes(name));
  const local = isLocal
    ? `(${TIME[table]} AT TIME ZONE ${parameters.add(question.filters.timezone)}::text)`
    : `${TIME[table]}::timestamp`;
  const keys = question.dimensions.map((dimension, index) => `${keyOf(dimension, table, local)} AS k${index}`);
  const sums = plan.figures.map((name, index) => `COALESCE(sum(${figureOf(name, table, registry)}), 0) AS s${index}`);
  const byTag = question.dimensions.includes('tag');
  const rows = rowsOf({ table, filters: question.filters, calendar, byTag }, parameters);
  const groups = question.dimensions.map((_, index) => `${index + 1}`);
  const grouping =
    groups.length === 0 ? '' : `GROUP BY ${groups.join(', ')} HAVING sum(${figureOf('calls', table, registry)}) <> 0`;
  return `SELECT ${[...keys, ...sums].join(', ')} ${rows} ${grouping}`;
}

/** Dimensions of the asked time zone. */
const TIMES: readonly Dimension[] = ['day', 'week', 'month'];

function keyOf(dimension: Dimension, table: Table, local: string): string {
  const keys = {
    agent: `${CALL[table]}.agent_id`,
    direction: `${CALL[table]}.direction`,
    day: `${local}::date`,
    week: `date_trunc('week', ${local})::date`,
    month: `date_trunc('month', ${local})::date`,
    tag: 'tagged.tag',
    status: table === 'calls' ? 'c.status' : `'completed'::text`,
  };
  return keys[dimension];
}

/** The order that is asked for, over the columns of the groups. */
function orderOf(plan: Plan): string[] {
  const { order, dimensions } = plan.question;
  if (order === undefined) return [];
  const place = dimensions.findIndex((dimension) => dimension === order.by);
  const direction = order.descending ? 'DESC' : 'ASC';
  return [place >= 0 ? `k${place} ${direction} NULLS LAST` : `${orderedValue(plan)} ${direction} NULLS LAST`];
}

function rankOf(plan: Plan): string {
  const { order, metrics } = plan.question;
  if (order === undefined || !metrics.includes(order.by)) return 'NULL::int';
  return `CASE WHEN ${orderedValue(plan)} IS NOT NULL THEN rank() OVER (ORDER BY ${orderOf(plan).join(', ')}) END`;
}

/** What the rows are ordered by: the same division, under the same condition, as the registry makes of the sums. */
function orderedValue({ question, metrics, figures }: Plan): string {
  const metric = metrics.find(({ id }) => id === question.order?.by);
  if (metric === undefined) throw new Error('The order is by no metric.');
  const numerator = added(metric.numerator, figures);
  if (metric.kind === 'total') return numerator;
  const denominator = added(metric.denominator, figures);
  return `CASE WHEN ${denominator} >= ${Number(metric.minDenominator)} THEN ${numerator}::float8 / ${denominator}::float8 END`;
}

function added(sum: Partial<Record<FigureName, 1 | -1>>, figures: readonly FigureName[]): string {
  const names = Object.keys(sum) as FigureName[];
  return `(${names.map((name) => `${sum[name] === -1 ? '-' : '+'} s${figures.indexOf(name)}`).join(' ')})`;
}
