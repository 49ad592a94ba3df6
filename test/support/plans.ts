import { Client } from 'pg';
import { Database } from '../../src/core/database/database';
import { TestDatabase } from './database';

/** One node of EXPLAIN's plan. */
export interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** A database that also keeps the nodes of the plan of every statement it runs, in `into`. */
export function explaining(database: Database, { migrationUrl }: TestDatabase, into: PlanNode[]): Database {
  const observed = Object.create(database) as Database;
  observed.query = async (text, values = []) => {
    const client = new Client({ connectionString: migrationUrl });
    await client.connect();
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`,
      values,
    );
    await client.end();
    into.push(...nodesOf((rows[0]?.['QUERY PLAN'][0] as { Plan: PlanNode }).Plan));
    return database.query(text, values);
  };
  return observed;
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}
