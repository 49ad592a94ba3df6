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

const FROM: Record<Table, string> = {
  day_rollups: 'day_rollups f',
  call_rollups: 'call_rollups f',
  call_figures: 'call_figures f',
  calls: 'calls c LEFT JOIN call_figures f ON f.call_id = c.id',
};
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

/** SQL from FROM to the end of WHERE. */
export function rowsOf({ table, filters, calendar, byTag }: Population, parameters: Parameters): string {
  const from = parameters.add(isRollup(table) ? calendar?.firstDay : filters.from);
  const to = parameters.add(isRollup(table) ? calendar?.endDay : filters.to);
  const conditions = [
    `${TIME[table]} >= ${from}::${TIME_TYPE[table]}`,
    `${TIME[table]} < ${to}::${TIME_TYPE[table]}`,
    ...conditionsOf(filters, table, parameters),
  ];
  const calls = table === 'call_figures' && (byTag || filters.tag !== undefined) ? CALLS : '';
  return `FROM ${FROM[table]} ${calls} ${byTag ? TAGS : ''} WHERE ${conditions.join(' AND ')}`;
}

const CALLS = 'JOIN calls c ON c.id = f.call_id';
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
  if (tag !== undefined) conditions.push(`c.tags @> ARRAY[${parameters.add(tag)}::text]`);
  // Completed calls are counted once they have figures, as everywhere else.
  if (table === 'calls')
    conditions.push(status === 'live' ? `c.status = 'live'` : `(c.status = 'live' OR f.call_id IS NOT NULL)`);
  return conditions;
}
