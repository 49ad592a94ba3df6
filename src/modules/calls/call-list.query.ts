import { Queryable } from '../../core/database/database';
import { isUuid } from '../../core/database/ids';
import { TOTAL_CAP } from '../../core/database/paging';
import { CALL_COLUMNS, CallRow, CALLS } from './call-row';
import { CallStatus } from './entities/call.entity';

export interface CallFilters {
  /** Parley's id or the sender's own id of the agent. */
  agent?: string;
  status?: CallStatus;
  /** Inclusive, ISO 8601. */
  from?: string;
  /** Exclusive, ISO 8601. */
  to?: string;
}

/** Where a page begins: after the last row of another page, or at a row number. */
export interface PageStart {
  limit: number;
  offset: number;
  after?: { startedAt: string; id: string };
}

/** Collects parameters; answers the placeholder of each. */
class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

/** The page's rows, newest first, and one more where there is one. */
export function listCalls(db: Queryable, filters: CallFilters, start: PageStart): Promise<CallRow[]> {
  const parameters = new Parameters();
  const conditions = where(filters, parameters);
  if (start.after) {
    conditions.push(
      `(c.started_at, c.id) < (${parameters.add(start.after.startedAt)}, ${parameters.add(start.after.id)})`,
    );
  }
  return db.query<CallRow>(
    `SELECT ${CALL_COLUMNS} FROM ${CALLS} ${clause(conditions)} ORDER BY c.started_at DESC, c.id DESC
     LIMIT ${parameters.add(start.limit + 1)} OFFSET ${parameters.add(start.offset)}`,
    parameters.values,
  );
}

/** How many calls match, counting no further than one past the cap. */
export async function countCalls(db: Queryable, filters: CallFilters): Promise<number> {
  const parameters = new Parameters();
  const conditions = where(filters, parameters);
  const [row] = await db.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM (SELECT FROM calls c ${clause(conditions)} LIMIT ${TOTAL_CAP + 1}) AS counted`,
    parameters.values,
  );
  return row?.total ?? 0;
}

function where({ agent, status, from, to }: CallFilters, parameters: Parameters): string[] {
  const conditions: string[] = [];
  if (agent !== undefined) {
    const byId = isUuid(agent) ? ` OR id = ${parameters.add(agent)}` : '';
    conditions.push(`c.agent_id = (SELECT id FROM agents WHERE external_id = ${parameters.add(agent)}${byId} LIMIT 1)`);
  }
  if (status !== undefined) conditions.push(status === 'live' ? `c.status = 'live'` : `c.status = 'completed'`);
  if (from !== undefined) conditions.push(`c.started_at >= ${parameters.add(from)}`);
  if (to !== undefined) conditions.push(`c.started_at < ${parameters.add(to)}`);
  return conditions;
}

function clause(conditions: string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}
