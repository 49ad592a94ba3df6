import { Database, Queryable } from '../../src/core/database/database';
import { figureNames } from '../../src/modules/metrics/figures/figures';

/** So many completed calls in a row from a time on, with agents and directions in turn, each a little different. */
export interface FilledCalls {
  count: number;
  /** Of the first. */
  from: string;
  /** From each to the next. */
  everyMs: number;
  agents?: number;
}

/** Writes calls with figures that no formula made, and so their rollups. */
export async function fillFigures(db: Queryable, { count, from, everyMs, agents = 3 }: FilledCalls): Promise<void> {
  await db.query(
    `INSERT INTO agents (id, external_id, name) SELECT md5('agent' || n)::uuid, 'agent' || n, 'Agent' FROM generate_series(1, $1::int) AS n
     ON CONFLICT DO NOTHING`,
    [agents],
  );
  await db.query(
    `WITH made AS (
       INSERT INTO calls (id, content_digest, status, started_at, agent_id, direction, tags, metadata, source, stream_state)
       SELECT gen_random_uuid(), '\\x00', 'completed', $2::timestamptz + n * $3::float8 * interval '1 millisecond',
         CASE n % ($4::int + 1) WHEN 0 THEN NULL ELSE md5('agent' || n % ($4::int + 1))::uuid END,
         (ARRAY['inbound', 'outbound', NULL])[1 + n % 3], '{}', '{}', 'test', '{}'
       FROM generate_series(0, $1::int - 1) AS n RETURNING id, started_at, agent_id, direction
     )
     INSERT INTO call_figures (call_id, started_at, agent_id, direction, formulas, details, ${figureNames.join(', ')})
     SELECT id, started_at, agent_id, direction, 1, '{}',
       ${figureNames.map((name, i) => (name === 'calls' ? '1' : `get_byte(uuid_send(id), ${6 + (i % 10)})`)).join(', ')}
     FROM made`,
    [count, from, everyMs, agents],
  );
}

/** What writers do all the time: they store calls, change their figures and delete them. Ends when it is told to. */
export function keepWriting(database: Database, from: string, spanMs: number) {
  let stopped = false;
  let rounds = 0;
  const write = async () => {
    while (!stopped) {
      const begun = new Date(Date.parse(from) + Math.random() * spanMs).toISOString();
      await database.transaction((tx) => fillFigures(tx, { count: 5, from: begun, everyMs: spanMs / 50 }));
      await database.query(
        `UPDATE call_figures SET duration_ms = duration_ms + 7, switches = switches + 1 WHERE call_id IN
           (SELECT call_id FROM call_figures ORDER BY call_id LIMIT 3 OFFSET floor(random() * 20) FOR UPDATE SKIP LOCKED)`,
      );
      await database.query(
        `DELETE FROM calls WHERE id IN
           (SELECT id FROM calls ORDER BY id LIMIT 2 OFFSET floor(random() * 20) FOR UPDATE SKIP LOCKED)`,
      );
      rounds += 1;
    }
  };
  const writing = Promise.all([write(), write(), write()]);
  return {
    rounds: () => rounds,
    stop: async () => {
      stopped = true;
      await writing;
    },
  };
}
