import { Client } from 'pg';

export interface Seeded {
  calls: number;
  agents: number;
  /** External id of an agent with an even share of the calls. */
  agent: string;
  callId: string;
}

const AGENTS = 500;
const SPOKEN_CALLS = 20_000;
const UTTERANCES = 20;

/** Two years of calls of 500 agents, the newest of them live, and transcripts of some; written by Postgres itself. */
export async function seed(ownerUrl: string, calls: number): Promise<Seeded> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('SET synchronous_commit = off');
    await client.query(
      `INSERT INTO agents (id, external_id, name)
       SELECT gen_random_uuid(), 'seeded-' || n, 'Agent ' || n FROM generate_series(1, $1::int) n`,
      [AGENTS],
    );
    await client.query(INSERT_CALLS, [calls, AGENTS]);
    await client.query(INSERT_UTTERANCES, [SPOKEN_CALLS, UTTERANCES]);
    await client.query('VACUUM ANALYZE agents, calls, utterances');
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM calls WHERE external_id LIKE 'seeded-%' ORDER BY started_at DESC LIMIT 1`,
    );
    return { calls, agents: AGENTS, agent: 'seeded-7', callId: rows[0]?.id ?? '' };
  } finally {
    await client.end();
  }
}

const INSERT_CALLS = `
  WITH ids AS (SELECT array_agg(id ORDER BY id) AS id FROM agents)
  INSERT INTO calls (id, external_id, content_digest, status, agent_id, customer, direction, started_at, ended_at,
    duration_ms, language, tags, metadata, source, last_position, stream_state, sentiment_overall, sentiment_agent,
    sentiment_customer, sentiment_trend)
  SELECT gen_random_uuid(), 'seeded-' || n, sha256(n::text::bytea), CASE WHEN n <= 200 THEN 'live' ELSE 'completed' END,
    ids.id[1 + n % $2::int], '+49 30 ' || n, CASE WHEN n % 3 = 0 THEN 'outbound' ELSE 'inbound' END,
    date_trunc('milliseconds', now() - n * interval '63 seconds'),
    CASE WHEN n > 200 THEN date_trunc('milliseconds', now() - n * interval '63 seconds' + interval '6 minutes') END,
    CASE WHEN n > 200 THEN 360000 END, 'en-US', ARRAY['billing'], '{"queue": "sales"}', 'api', 0, '{}',
    (n % 20001) - 10000, (n % 19001) - 9500, (n % 18001) - 9000, 'steady'
  FROM generate_series(1, $1::int) n, ids`;

const INSERT_UTTERANCES = `
  WITH spoken AS (
    UPDATE calls SET last_position = $2::int
    WHERE id IN (
      SELECT id FROM calls WHERE external_id LIKE 'seeded-%' ORDER BY started_at DESC LIMIT $1::int) RETURNING id)
  INSERT INTO utterances (call_id, seq, position, speaker, start_ms, end_ms, text, word_count, digest, score, confidence,
    label, keywords, trend, analyzer, rolling_agent, rolling_customer)
  SELECT spoken.id, n, n, CASE WHEN n % 2 = 0 THEN 'customer' ELSE 'agent' END, n * 4000, n * 4000 + 3500,
    'I was charged twice for the same plan and I am really disappointed.', 12, decode(md5(n::text), 'hex'), -3612, 7043,
    'negative', ARRAY['plan'], 'steady', 'lexicon', 1200, -800
  FROM spoken, generate_series(1, $2::int) n`;
