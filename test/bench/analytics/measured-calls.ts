import { Client } from 'pg';
import { figureNames } from '../../../src/modules/metrics/figures/figures';

export const AGENTS = 500;
export const YEARS = 2;
/** Rows a statement: the rollups follow each of them. */
const AT_ONCE = 100_000;

/** What the figures of a drawn call are; the others are 0. `r` is random, 0 to 1, and `d` the call's length in ms. */
const DRAWN: Partial<Record<(typeof figureNames)[number], string>> = {
  calls: '1',
  duration_ms: 'd',
  durations: '1',
  timed: '1',
  length_ms: 'd',
  agent_ms: '(d * (0.3 + 0.2 * r))::int',
  customer_ms: '(d * 0.35)::int',
  overlap_ms: '(d * 0.02 * r)::int',
  sentiment: '(r * 8000 - 3000)::int',
  scored: '1',
  transcribed: '1',
  agent_words: '(d / 500 * r)::int',
  customer_words: '(d / 600)::int',
};

/** Nothing but what analytics read is indexed, or filling the tables would take hours. */
export async function prepareTables(client: Client): Promise<void> {
  await client.query('SET synchronous_commit = off');
  const { rows } = await client.query<{ name: string }>(
    `SELECT indexrelid::regclass::text AS name FROM pg_index LEFT JOIN pg_constraint ON conindid = indexrelid
     WHERE indrelid = 'calls'::regclass AND conname IS NULL`,
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  await client.query('ALTER TABLE calls DROP CONSTRAINT IF EXISTS calls_external_id_key');
  await client.query(
    `INSERT INTO agents (id, external_id, name)
     SELECT gen_random_uuid(), 'agent-' || n, 'Agent ' || n FROM generate_series(1, $1::int) n`,
    [AGENTS],
  );
  await client.query(`CREATE INDEX calls_bench_started_idx ON calls (started_at)
    INCLUDE (agent_id, duration_ms, sentiment_final) WHERE status = 'completed'`);
  await client.query(`CREATE INDEX calls_bench_agent_idx ON calls (agent_id, started_at)
    INCLUDE (duration_ms, sentiment_final) WHERE status = 'completed'`);
}

/** Completed calls spread evenly over the last years, oldest first, with their figures; those numbered from `first` up to `last`. */
export async function addCalls(client: Client, first: number, last: number): Promise<void> {
  for (let from = first; from <= last; from += AT_ONCE) {
    await client.query(ADD, [from, Math.min(last, from + AT_ONCE - 1), first, last]);
  }
  await client.query('VACUUM ANALYZE calls, call_figures, call_rollups, day_rollups');
}

const ADD = `
  WITH drawn AS MATERIALIZED (
    SELECT gen_random_uuid() AS id, n, random() AS r, (30000 + 600000 * random() * random())::int AS d,
      date_trunc('day', now()) - ($4::float8 - n) / ($4 - $3 + 1) * ${YEARS * 365} * interval '24 h' - interval '1 s' AS at
    FROM generate_series($1::int, $2::int) n
  ), stored AS (
    INSERT INTO calls (id, content_digest, status, agent_id, direction, started_at, duration_ms, tags, metadata, source,
      stream_state, sentiment_overall, sentiment_final)
    SELECT drawn.id, '', 'completed', a.id, CASE n % 2 WHEN 0 THEN 'inbound' ELSE 'outbound' END, at, d, '{}', '{}', 'bench',
      '{}', ${DRAWN.sentiment}, ${DRAWN.sentiment}
    FROM drawn JOIN (SELECT id, row_number() OVER (ORDER BY external_id) AS number FROM agents) a
      ON a.number = 1 + n % ${AGENTS}
    RETURNING id, agent_id, direction
  )
  INSERT INTO call_figures (call_id, started_at, agent_id, direction, formulas, details, ${figureNames.join(', ')})
  SELECT id, at, agent_id, direction, 1, '{}', ${figureNames.map((name) => DRAWN[name] ?? '0').join(', ')}
  FROM drawn JOIN stored USING (id)`;
