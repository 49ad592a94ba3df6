import { FigureName, MetricRegistry } from '../../metrics/metric-registry.service';
import { Calendar, Table } from './plan';
import { Filters } from './question';

/** Collects values; answers the placeholder of each. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

/** Rows that are meant. */
export interface Population {
  table: Table;
  filters: Filters;
  /** Where rollups are meant. */
  calendar?: Calendar;
  /** A row for each tag of a call, as `tagged.tag`. */
  byTag: boolean;
}

export const TIME: Record<Table, string> = {
  day_rollups: 'f.day',
  call_rollups: 'f.day',
  call_figures: 'f.started_at',
  calls: 'c.started_at',
};
const TIME_TYPE: Record<Table, string> = {
  day_rollups: 'date',
  call_rollups: 'date',
  call_figures: 'timestamptz',
  calls: 'timestamptz',
};
/** What the calls' own columns are read from. */
export const CALL: Record<Table, string> = { day_rollups: 'f', call_rollups: 'f', call_figures: 'f', calls: 'c' };

export function isRollup(table: Table): boolean {
  return table === 'day_rollups' || table === 'call_rollups';
}

/** SQL from FROM to the end of WHERE. Of two tables each is told the time, so that each reads no more than that. */
export function rowsOf({ table, filters, calendar, byTag }: Population, parameters: Parameters): string {
  const from = `${parameters.add(isRollup(table) ? calendar?.firstDay : filters.from)}::${TIME_TYPE[table]}`;
  const to = `${parameters.add(isRollup(table) ? calendar?.endDay : filters.to)}::${TIME_TYPE[table]}`;
  const tables = {
    day_rollups: 'day_rollups f',
    call_rollups: 'call_rollups f',
    call_figures: 'call_figures f',
    calls: `calls c LEFT JOIN call_figures f ON f.call_id = c.id AND f.started_at >= ${from} AND f.started_at < ${to}`,
  };
  const conditions = [
    `${TIME[table]} >= ${from} AND ${TIME[table]} < ${to}`,
    ...conditionsOf(filters, table, parameters),
  ];
  const needsCalls = table === 'call_figures' && (byTag || filters.tag !== undefined);
  const calls = `JOIN calls c ON c.id = f.call_id AND c.started_at >= ${from} AND c.started_at < ${to}`;
  return `FROM ${tables[table]} ${needsCalls ? calls : ''} ${byTag ? TAGS : ''} WHERE ${conditions.join(' AND ')}`;
}

const TAGS = 'LEFT JOIN LATERAL unnest(c.tags) AS tagged(tag) ON true';

/** SQL of one figure of a row. A call without figures is one call, and nothing else is known of it. */
export function figureOf(name: FigureName, table: Table, registry: MetricRegistry): string {
  const figure = registry.figureNames[registry.figureNames.indexOf(name)];
  if (figure === undefined) throw new Error('There is no such figure.');
  if (table !== 'calls') return `f.${figure}`;
  return name === 'calls' ? '1' : `COALESCE(f.${figure}, 0)`;
}

function conditionsOf(filters: Filters, table: Table, parameters: Parameters): string[] {
  const { agentId, withAgent, direction, tag, status } = filters;
  const conditions: string[] = [];
  if (agentId !== undefined) conditions.push(`${CALL[table]}.agent_id = ${parameters.add(agentId)}::uuid`);
  if (withAgent === true) conditions.push(`${CALL[table]}.agent_id IS NOT NULL`);
  if (direction !== undefined) conditions.push(`${CALL[table]}.direction = ${parameters.add(direction)}::text`);
  // Not by the index of tags, which would find those of all times.
  if (tag !== undefined) conditions.push(`${parameters.add(tag)}::text = ANY (c.tags)`);
  // Completed calls are counted once they have figures, as everywhere else.
  if (table === 'calls')
    conditions.push(status === 'live' ? `c.status = 'live'` : `(c.status = 'live' OR f.call_id IS NOT NULL)`);
  return conditions;
}
