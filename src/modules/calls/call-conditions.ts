import { isUuid } from '../../core/database/ids';
import { CallFilters } from './call-filters';

/** Collects parameters; answers the placeholder of each. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

/** SQL conditions over `calls c`. */
export function conditionsOf(filters: CallFilters, parameters: Parameters): string[] {
  const { agent, status, tag } = filters;
  const conditions: string[] = [];
  if (agent !== undefined) {
    const byId = isUuid(agent) ? ` OR id = ${parameters.add(agent)}` : '';
    conditions.push(`c.agent_id = (SELECT id FROM agents WHERE external_id = ${parameters.add(agent)}${byId} LIMIT 1)`);
  }
  if (status !== undefined) conditions.push(status === 'live' ? `c.status = 'live'` : `c.status = 'completed'`);
  if (tag !== undefined) conditions.push(`c.tags @> ARRAY[${parameters.add(tag)}]`);
  const compare = { conditions, parameters };
  comparison(compare, 'c.customer =', filters.customer);
  comparison(compare, 'c.direction =', filters.direction);
  comparison(compare, 'c.started_at >=', filters.from);
  comparison(compare, 'c.started_at <', filters.to);
  comparison(compare, 'c.duration_ms >=', filters.minDurationMs);
  comparison(compare, 'c.duration_ms <=', filters.maxDurationMs);
  comparison(compare, 'c.sentiment_final >=', filters.minSentimentE4);
  comparison(compare, 'c.sentiment_final <=', filters.maxSentimentE4);
  comparison(compare, 'c.sentiment_shift >=', filters.minShiftE4);
  comparison(compare, 'c.sentiment_shift <=', filters.maxShiftE4);
  return conditions;
}

function comparison(
  { conditions, parameters }: { conditions: string[]; parameters: Parameters },
  compared: string,
  value: string | number | undefined,
): void {
  if (value !== undefined) conditions.push(`${compared} ${parameters.add(value)}`);
}
