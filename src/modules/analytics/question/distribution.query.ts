import { Queryable } from '../../../core/database/database';
import { AdditiveMetric, FigureName, MetricRegistry } from '../../metrics/metric-registry.service';
import { callsFor, Table } from './plan';
import { figureOf, Parameters, rowsOf } from './population.query';
import { Filters } from './question';

export interface Distribution {
  metric: AdditiveMetric;
  filters: Filters;
  buckets: number;
  min?: number;
  max?: number;
}

/** Values of single calls, not rounded; null without any. */
export interface Distributed {
  calls: number;
  n: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  /** The values that half, 90 and 95 of 100 calls do not exceed, each of some call. */
  percentiles: [number, number, number] | null;
  /** Bounds of the buckets: one more than there are; null without values. */
  edges: number[] | null;
  /** How many values are in each bucket that has any, from 1; before the first 0, behind the last one more than there are. */
  counts: { bucket: number; n: number }[];
}

/** Bounds of buckets have six decimals. */
const EDGE = 1_000_000;

/** Spreads the values of the calls over buckets, by one statement. */
export async function distribute(db: Queryable, asked: Distribution, registry: MetricRegistry): Promise<Distributed> {
  const parameters = new Parameters();
  const [row] = await db.query<Distributed & Record<string, unknown>>(
    statementOf(asked, registry, parameters),
    parameters.values,
  );
  if (row === undefined) throw new Error('Nothing was counted.');
  return row;
}

/** A value belongs to the bucket that it is not below; the greatest, to the last. Equal values make one bucket. */
function statementOf(asked: Distribution, registry: MetricRegistry, parameters: Parameters): string {
  const { metric, filters } = asked;
  const table = callsFor({ dimensions: [], filters });
  const rows = rowsOf({ table, filters, byTag: false }, parameters);
  const min = `${parameters.add(asked.min ?? null)}::float8`;
  const max = `${parameters.add(asked.max ?? null)}::float8`;
  const buckets = `${parameters.add(asked.buckets)}::int`;
  return `WITH valued AS MATERIALIZED (SELECT ${valueOf(metric, table, registry)} AS value ${rows}),
    stats AS MATERIALIZED (
      SELECT count(*)::int AS calls, count(value)::int AS n, min(value), max(value), avg(value) AS mean,
        percentile_disc(ARRAY[0.5, 0.9, 0.95]) WITHIN GROUP (ORDER BY value) AS percentiles
      FROM valued),
    bounds AS (SELECT COALESCE(${min}, floor(min * ${EDGE}) / ${EDGE}) AS low, COALESCE(${max}, ceil(max * ${EDGE}) / ${EDGE}) AS high
      FROM stats),
    sized AS (SELECT low, greatest(low, high) AS high, CASE WHEN low < high THEN ${buckets} ELSE 1 END AS size FROM bounds),
    edges AS MATERIALIZED (
      SELECT size, array_agg(round((low + (high - low) * i / size)::numeric, 6)::float8 ORDER BY i) AS edges
      FROM sized, generate_series(0, size) AS i WHERE low IS NOT NULL AND high IS NOT NULL GROUP BY size),
    counts AS (
      SELECT CASE WHEN value < ${min} THEN 0 WHEN value > ${max} THEN size + 1
        ELSE greatest(1, least(size, width_bucket(value, edges))) END AS bucket, count(*)::int AS n
      FROM valued, edges WHERE value IS NOT NULL GROUP BY 1)
    SELECT calls, n, min, max, mean, percentiles, (SELECT edges FROM edges) AS edges,
      COALESCE((SELECT json_agg(json_build_object('bucket', bucket, 'n', n) ORDER BY bucket) FROM counts), '[]') AS counts
    FROM stats`;
}

/** The same division, under the same condition, as the registry makes of one call's figures. */
export function valueOf(metric: AdditiveMetric, table: Table, registry: MetricRegistry): string {
  const added = (sum: Partial<Record<FigureName, 1 | -1>>) =>
    (Object.keys(sum) as FigureName[])
      .map((name) => `${sum[name] === -1 ? '-' : '+'} ${figureOf(name, table, registry)}`)
      .join(' ');
  const numerator = `(${added(metric.numerator)})::float8`;
  if (metric.kind === 'total') return `${numerator} * ${Number(metric.scale)}`;
  const denominator = `(${added(metric.denominator)})`;
  return `CASE WHEN ${denominator} >= ${Number(metric.minDenominator)}
    THEN ${numerator} / ${denominator} * ${Number(metric.scale)} END`;
}
