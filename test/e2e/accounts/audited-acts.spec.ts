import { Client } from 'pg';
import { auditedActions } from '../../../src/core/access/audit/audited-act';
import { JobRelay } from '../../../src/core/queues/relay/job-relay';
import { makeAccount } from '../../support/accounts';
import { startTestApp, TestApp } from '../../support/app';
import { Act, AuditStage, ExpectedRow } from '../../support/audit-stage';
import { auditedActs } from '../../support/audited-acts';
import { closeCallSockets } from '../../support/call-socket';
import { orderableJobs } from '../../support/orderable-jobs';
import { RestClient, expectStatus } from '../../support/rest-client';

jest.setTimeout(30_000);

const AGENT = 'Audited/1.0';
const CHANGED = [
  'users',
  'sessions',
  'refresh_tokens',
  'api_keys',
  'revocations',
  'signing_keys',
  'calls',
  'jobs',
  'job_queues',
];
const FAULTS = [
  `CREATE FUNCTION lose_server() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
  'CREATE TRIGGER lose_server BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION lose_server()',
  `CREATE FUNCTION refuse_commit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
  ...CHANGED.map(
    (table) => `CREATE CONSTRAINT TRIGGER refuse_commit AFTER INSERT OR UPDATE OR DELETE ON ${table}
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_commit()`,
  ),
];
type Row = Record<string, unknown> & { id: string };

/** Of every table that an act changes; keys are noted as used some time after they are. */
const STATE = CHANGED.map(
  (table) =>
    `(SELECT md5(string_agg((to_jsonb(t) - '{last_used_at}'::text[])::text, ' ' ORDER BY t::text)) FROM ${table} t)`,
).join(', ');

const cases = Object.entries(auditedActs).flatMap(([action, ways]) =>
  Object.entries(ways).map(([way, prepare]) => [action, way, prepare] as const),
);

describe('every audited act', () => {
  let parley: TestApp;
  let stage: AuditStage;
  let owner: Client;
  let acts = 0;

  beforeAll(async () => {
    parley = await startTestApp({ TRUST_PROXY: '1', PARLEY_ROLE: 'api' }, undefined, orderableJobs);
    stage = new AuditStage(parley, await makeAccount(parley, 'the.admin', 'admin'));
    owner = new Client({ connectionString: parley.database.migrationUrl, query_timeout: 60_000 });
    await owner.connect();
    await owner.query(FAULTS.join(';'));
  }, 60_000);
  afterEach(closeCallSockets);
  afterAll(async () => {
    await owner.end();
    await parley.close();
  });

  /** While the work runs, the function of a trigger does that. */
  async function during<T>(fault: 'lose_server' | 'refuse_commit', does: string, work: () => Promise<T>): Promise<T> {
    const define = (body: string) =>
      owner.query(
        `CREATE OR REPLACE FUNCTION ${fault}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NEW; END $$`,
      );
    await define(does);
    try {
      return await work();
    } finally {
      await define('');
    }
  }
  const state = async () => (await owner.query<Row>(`SELECT ARRAY[${STATE}] AS state`)).rows;
  /** Passes on the jobs that earlier acts ordered, which would be done in the background at any moment. */
  const settled = async () => {
    while ((await parley.app.get(JobRelay, { strict: false }).refill()) > 0);
  };
  const trail = async () => (await owner.query<Row>('SELECT * FROM audit_entries ORDER BY at, id')).rows;

  /** It is neither done nor recorded, and the caller is not told that it was. */
  async function expectNothing({ done }: Act, send: () => ReturnType<Act['send']>): Promise<void> {
    const before = [await state(), await trail()];
    const { status } = await send();
    expect(status).not.toBe(done);
    expect(status).toBeGreaterThanOrEqual(500);
    expect([await state(), await trail()]).toEqual(before);
  }

  it.each(cases)('%s %s is one entry, and neither is there without the other', async (action, _, prepare) => {
    const act = await prepare(stage);
    const correlationId = `audited-act-${(acts += 1)}`;
    const headers = { 'user-agent': AGENT, 'x-forwarded-for': '::ffff:203.0.113.7', 'x-correlation-id': correlationId };
    const send = () => act.send(headers);
    await settled();
    const lost = 'PERFORM pg_terminate_backend(pg_backend_pid());';
    if (act.toldAnyway) expect((await during('lose_server', lost, send)).status).toBe(act.done);
    else await during('lose_server', lost, () => expectNothing(act, send));
    if (!act.changesNothing) {
      await during('refuse_commit', `RAISE EXCEPTION 'no commit';`, () => expectNothing(act, send));
    }

    const known = new Set((await trail()).map(({ id }) => id));
    const { status, body } = await send();
    expect({ status, body }).toMatchObject({ status: act.done });
    const rows = (await trail()).filter(({ id }) => !known.has(id));
    const origin = { ip: '203.0.113.7', userAgent: AGENT, correlationId };
    const expected: ExpectedRow = { origin, ...act.row(body as never) };
    expect(rows).toEqual([
      {
        ...toRow(expected, act.toldAnyway === true),
        ...{ id: expect.any(String) as string, at: expect.any(Date) as Date, action },
      },
    ]);
    for (const secret of stage.secrets) expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('is one of those that are listed, and the other way round', () => {
    expect(Object.keys(auditedActs).sort()).toEqual([...auditedActions].sort());
    expect(new Set(cases.map(([action]) => action)).size).toBe(auditedActions.length);
  });

  it('is recorded once when it is sent twice with an Idempotency-Key', async () => {
    const { id, rest } = await stage.somebody();
    const sent = {
      body: { name: 'a key', permissions: ['calls.read'] },
      headers: { 'idempotency-key': 'twice-the-same' },
    };
    const key = async (client: RestClient) =>
      expectStatus(await client.send<{ id: string }>('POST', '/auth/api-keys', sent), 201).id;
    expect(await key(rest)).toBe(await key(rest));
    expect((await trail()).filter((row) => row.actor_id === id)).toHaveLength(1);
  });
});

function toRow({ outcome = 'ok', by, keyId, target, details = {}, origin }: ExpectedRow, omitted: boolean): object {
  return {
    ...{ outcome, actor_id: by?.id ?? null, actor_name: by?.username ?? null, key_id: keyId ?? null },
    ...{ target_kind: target?.[0] ?? null, target_id: target?.[1] ?? null },
    ...{ ip: origin?.ip, user_agent: origin?.userAgent, correlation_id: origin?.correlationId },
    details: omitted ? { ...details, omitted: 1 } : details,
  };
}
