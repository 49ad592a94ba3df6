import { AddressInfo } from 'node:net';
import express, { Request, Response } from 'express';
import { Pool } from 'pg';
import { answerAsks, cpuMicroseconds } from '../support/asks';

/** The page that `GET /calls` answers, as somebody would write it by hand without a framework. */
const PAGE = `SELECT c.id, c.external_id AS "externalId", c.status, c.customer, c.direction, c.started_at AS "startedAt",
    c.ended_at AS "endedAt", c.duration_ms AS "durationMs", c.language, c.tags, c.metadata, c.source, c.epoch,
    c.last_position AS "lastPosition", c.sentiment_overall AS "sentimentOverall", c.sentiment_agent AS "sentimentAgent",
    c.sentiment_customer AS "sentimentCustomer", c.sentiment_trend AS "sentimentTrend", c.created_at AS "createdAt",
    c.updated_at AS "updatedAt", a.id AS "agentId", a.external_id AS "agentExternalId", a.name AS "agentName"
  FROM calls c LEFT JOIN agents a ON a.id = c.agent_id ORDER BY c.started_at DESC, c.id DESC LIMIT 51`;
const COUNT = 'SELECT count(*)::int AS total FROM (SELECT FROM calls LIMIT 10001) AS counted';

interface Row extends Record<string, unknown> {
  sentimentOverall: number | null;
  sentimentAgent: number | null;
  sentimentCustomer: number | null;
}

function toItem(row: Row): object {
  const { sentimentOverall, sentimentAgent, sentimentCustomer, sentimentTrend, ...call } = row;
  const { agentId, agentExternalId, agentName, ...rest } = call;
  return {
    ...rest,
    agent: agentId === null ? null : { id: agentId, externalId: agentExternalId, name: agentName },
    sentiment: {
      overall: share(sentimentOverall),
      agent: share(sentimentAgent),
      customer: share(sentimentCustomer),
      trend: sentimentTrend,
    },
  };
}

function share(e4: number | null): number | null {
  return e4 === null ? null : e4 / 10_000;
}

/** Express and raw `pg`, with nothing else: rows are read, shaped and serialised. */
function main(): void {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
  const app = express().disable('etag').disable('x-powered-by');
  app.get('/calls', async (_: Request, response: Response) => {
    const [page, count] = await Promise.all([
      pool.query<Row>({ text: PAGE, name: 'page' }),
      pool.query<{ total: number }>({ text: COUNT, name: 'count' }),
    ]);
    const items = page.rows.slice(0, 50).map(toItem);
    response.json({ items, nextCursor: String(page.rows[49]?.['id']), total: count.rows[0]?.total });
  });
  const server = app.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    answerAsks({ address: () => ({ url: `http://127.0.0.1:${port}/calls` }), cpu: cpuMicroseconds });
  });
}

main();
