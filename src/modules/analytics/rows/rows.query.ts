import { Queryable } from '../../../core/database/database';
import { TOTAL_CAP } from '../../../core/database/paging';
import { AdditiveMetric, FigureName, MetricRegistry } from '../../metrics/metric-registry.service';
import { valueOf } from '../question/distribution.query';
import { callsFor, Table } from '../question/plan';
import { figureOf, Parameters, rowsOf, TIME } from '../question/population.query';
import { Filters } from '../question/question';

/** Calls whose value of a metric lies between bounds. */
export interface Between {
  metric: AdditiveMetric;
  atLeast?: number;
  below?: number;
  atMost?: number;
}

/** Which calls are meant. */
export interface CallsMeant {
  filters: Filters;
  between?: Between;
}

export interface RowsPage extends CallsMeant {
  figures: readonly FigureName[];
  limit: number;
  offset: number;
  /** The last call of the page before. */
  after?: { startedAt: string; id: string };
}

export interface CallRow {
  id: string;
  externalId: string | null;
  agent: { id: string; externalId: string; name: string } | null;
  customer: string | null;
  direction: 'inbound' | 'outbound' | null;
  status: 'live' | 'completed';
  startedAt: Date;
  durationMs: number | null;
  /** In the order of the figures that were asked for. */
  sums: number[];
}

/** Newest first, and one more than asked for, if there is one. */
export async function callRows(db: Queryable, page: RowsPage, registry: MetricRegistry): Promise<CallRow[]> {
  const parameters = new Parameters();
  const table = callsFor({ dimensions: [], filters: page.filters });
  const rows = conditionsOf(page, table, registry, parameters);
  const id = table === 'calls' ? 'c.id' : 'f.call_id';
  const time = TIME[table];
  const { after, figures } = page;
  const behind = after
    ? `AND (${time}, ${id}) < (${parameters.add(after.startedAt)}::timestamptz, ${parameters.add(after.id)}::uuid)`
    : '';
  const sums = figures.map((name) => figureOf(name, table, registry));
  return db.query<CallRow & Record<string, unknown>>(
    `WITH page AS MATERIALIZED (
       SELECT ${id} AS id, ${time} AS started_at, ARRAY[${sums.join(', ')}]::int[] AS sums ${rows} ${behind}
       ORDER BY ${time} DESC, ${id} DESC LIMIT ${parameters.add(page.limit + 1)} OFFSET ${parameters.add(page.offset)})
     SELECT page.id, calls.external_id AS "externalId", calls.customer, calls.direction, calls.status,
       page.started_at AS "startedAt", calls.duration_ms AS "durationMs", page.sums,
       CASE WHEN agents.id IS NOT NULL
         THEN json_build_object('id', agents.id, 'externalId', agents.external_id, 'name', agents.name) END AS agent
     FROM page JOIN calls ON calls.id = page.id LEFT JOIN agents ON agents.id = calls.agent_id
     ORDER BY page.started_at DESC, page.id DESC`,
    parameters.values,
  );
}

/** How many there are, counting no further than one past the cap. */
export async function countRows(db: Queryable, calls: CallsMeant, registry: MetricRegistry): Promise<number> {
  const parameters = new Parameters();
  const rows = conditionsOf(calls, callsFor({ dimensions: [], filters: calls.filters }), registry, parameters);
  const [row] = await db.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM (SELECT ${rows} LIMIT ${TOTAL_CAP + 1}) AS counted`,
    parameters.values,
  );
  return row?.total ?? 0;
}

/** SQL from FROM to the end of WHERE. */
function conditionsOf(
  { filters, between }: CallsMeant,
  table: Table,
  registry: MetricRegistry,
  parameters: Parameters,
) {
  const rows = rowsOf({ table, filters, byTag: false }, parameters);
  if (between === undefined) return rows;
  const value = valueOf(between.metric, table, registry);
  const atLeast = parameters.add(between.atLeast ?? '-Infinity');
  const below = parameters.add(between.below ?? null);
  const atMost = parameters.add(between.atMost ?? 'Infinity');
  return `${rows} AND (${value}) >= ${atLeast}::float8 AND (${value}) <= ${atMost}::float8
    AND (${below}::float8 IS NULL OR (${value}) < ${below}::float8)`;
}
