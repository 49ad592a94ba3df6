import { TestDatabase } from './database';
import { runSql } from './rows';

/** What made calls and their figures look like. */
export interface MadeCalls {
  calls: number;
  /** Of which the calls are shared out; each seventh call has none. */
  agents: number;
  /** When the first begins. */
  from: string;
  /** How many seconds lie between two. */
  everySeconds: number;
}

/** Completed calls with figures that differ, straight into the tables; the rollups follow by themselves. */
export async function makeCalls(
  database: TestDatabase,
  { calls, agents, from, everySeconds }: MadeCalls,
): Promise<void> {
  const columns = await runSql<{ name: string }>(
    database,
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = 'call_figures'::regclass AND attnum > 6 AND NOT attisdropped
       AND attname NOT IN ('calls', 'details') ORDER BY attnum`,
  );
  const names = columns.map(({ name }) => name);
  await runSql(
    database,
    `INSERT INTO agents (id, external_id, name)
     SELECT gen_random_uuid(), 'agent-' || n, 'Agent ' || n FROM generate_series(1, $1::int) AS n`,
    [agents],
  );
  await runSql(
    database,
    `WITH staff AS MATERIALIZED (SELECT array_agg(id ORDER BY external_id) AS ids FROM agents)
     INSERT INTO calls (id, content_digest, status, agent_id, direction, started_at, tags, metadata, source, stream_state)
     SELECT gen_random_uuid(), '\\x00', CASE WHEN n % 11 = 0 THEN 'live' ELSE 'completed' END,
       CASE WHEN n % 7 > 0 THEN (SELECT ids[1 + n / 3 % $2::int] FROM staff) END,
       (ARRAY['inbound', 'outbound', NULL])[1 + n % 3], $3::timestamptz + n * make_interval(secs => $4::int),
       (ARRAY['{}', '{billing}', '{billing,refund}'])[1 + n % 5 % 3]::text[], '{}', 'test', '{}'
     FROM generate_series(0, $1::int - 1) AS n`,
    [calls, agents, from, everySeconds],
  );
  const figures = names.map((_, index) => `(hashtextextended(call_id::text, ${index}) & 1023)::int`);
  await runSql(
    database,
    `INSERT INTO call_figures (call_id, started_at, agent_id, direction, formulas, details, calls, ${names.join(', ')})
     SELECT call_id, started_at, agent_id, direction, 1, '{}', 1, ${figures.join(', ')}
     FROM (SELECT id AS call_id, * FROM calls WHERE status = 'completed') AS c`,
  );
  await runSql(database, 'VACUUM ANALYZE calls, call_figures, call_rollups, day_rollups, agents');
}
