import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { OpenAPIObject } from '@nestjs/swagger';
import fc from 'fast-check';
import { AccessTokens } from '../../../src/core/access/tokens/access-tokens';
import { uuidv7 } from '../../../src/core/database/ids';
import { Database } from '../../../src/core/database/database';
import { UserRecord, UsersService } from '../../../src/modules/users/users.service';
import { openSession } from '../../support/accounts';
import { startTestApp, TestApp } from '../../support/app';
import { exchange, faultsOf } from './exchange';
import { fuzzed, FuzzedRequest, Target, targetsOf } from './requests';
import { settings } from './settings';

const document = JSON.parse(
  readFileSync(join(__dirname, '../../contract/openapi.json'), 'utf8'),
) as unknown as OpenAPIObject;
const targets = targetsOf(document);
const schemas = document.components?.schemas ?? {};

const RUNS = 120;
/** Where an id is all there is to say. */
const RUNS_WITH_ID = 60;
const RUNS_WITHOUT_INPUT = 20;
/** Hashing a password takes as long as twenty other requests. */
const RUNS_WITH_PASSWORD = 25;
/** What a refused request may not change; the audit trail tells of refusals too. */
const COUNTED = [
  'users',
  'agents',
  'calls',
  'utterances',
  'call_versions',
  'sessions',
  'api_keys',
  'idempotency_keys',
  'jobs',
];

describe('requests that nobody should send', () => {
  let parley: TestApp;
  let admin: UserRecord;
  let rows: string;
  /** Stored, since what gives access asks for its row; undefined where requests end it. */
  let sessionId: string | undefined;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  beforeAll(async () => {
    // What was ordered by accepted requests must not be carried out while refused ones are watched.
    parley = await startTestApp({ PARLEY_ROLE: 'api' });
    const account = { username: 'fuzz', email: 'fuzz@example.com', password: 'long enough', role: 'admin' as const };
    admin = await parley.app.get(UsersService).create(account);
  }, 60_000);
  afterAll(async () => {
    agent.destroy();
    await parley.close();
  });

  it.each(targets.map((target) => [target.name, target] as const))(
    '%s answers each precisely, and stores nothing it refuses',
    async (_, target) => {
      sessionId = /\/logout(-all)?$/.test(target.path) ? undefined : (await openSession(parley, admin)).sessionId;
      const ids = [await makeCall('live'), await makeCall('completed')];
      rows = await countRows();
      await fc.assert(
        fc.asyncProperty(fuzzed(target, schemas, ids), (request) => check(target, request)),
        settings(runsOf(target)),
      );
      expect(await countRows()).toBe(rows);
    },
    60_000,
  );

  it('leaves the process well, with no failure of its own counted', async () => {
    const metrics = await send({ method: 'GET', path: '/metrics', headers: {} });
    expect(metrics.status).toBe(200);
    expect(metrics.text).not.toMatch(/parley_errors_total\{code="internal"\} [1-9]/);
    expect(metrics.text).toMatch(/^parley_unhandled_rejections_total 0$/m);
  });

  const send = (request: FuzzedRequest) => {
    const authorization = `Bearer ${parley.app.get(AccessTokens).issue(admin, sessionId ?? uuidv7()).token}`;
    return exchange(agent, parley.url, { ...request, headers: { authorization, ...request.headers } });
  };

  async function check(target: Target, request: FuzzedRequest): Promise<void> {
    const answer = await send(request);
    const faults = faultsOf(answer, target);
    // Reading changes nothing, whatever it is answered: that is counted once for all.
    const present = target.method === 'get' ? rows : await countRows();
    if (answer.status >= 300 && present !== rows) faults.push(`rows changed from ${rows} to ${present}`);
    rows = present;
    if (faults.length > 0) throw new Error(`${faults.join('; ')}: ${answer.status} ${answer.text.slice(0, 500)}`);
  }

  async function makeCall(kind: 'live' | 'completed'): Promise<string> {
    const utterances = [{ seq: 1, speaker: 'agent', startMs: 0, endMs: 10, text: 'Thank you.' }];
    const body = JSON.stringify(kind === 'live' ? {} : { utterances });
    const headers = { 'content-type': 'application/json' };
    const { text } = await send({ method: 'POST', path: '/api/v1/calls', headers, body });
    return (JSON.parse(text) as { id: string }).id;
  }

  async function countRows(): Promise<string> {
    const counts = COUNTED.map((table) => `(SELECT count(*) FROM ${table})`);
    const [row] = await parley.app
      .get(Database)
      .query<{ counts: string }>(`SELECT concat_ws(' ', ${counts.join(', ')}) AS counts`);
    return row?.counts ?? '';
  }
});

function runsOf({ path, bodySchema, examples }: Target): number {
  const fields = Object.keys(examples[0]?.body?.value ?? {}).join();
  if (/password/i.test(fields)) return RUNS_WITH_PASSWORD;
  const hasQuery = Object.keys(examples[0]?.query ?? {}).length > 0;
  if (bodySchema !== undefined || hasQuery) return RUNS;
  return path.includes('{') ? RUNS_WITH_ID : RUNS_WITHOUT_INPUT;
}
