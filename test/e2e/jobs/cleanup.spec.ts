import { JobDto } from '../../../src/core/queues/job.dto';
import { CleanupResult } from '../../../src/modules/calls/cleanup/cleanup.dto';
import { makeAccount } from '../../support/accounts';
import { startTestApp, testRedisUrl, TestApp } from '../../support/app';
import { CallSocket, closeCallSockets } from '../../support/call-socket';
import { JobGate } from '../../support/job-gate';
import { ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { expectStatus, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(90_000);

const DAYS = 700;
const LEFT = { calls: 40, utterances: 80, documents: 40 };

describe('the clean-up of old calls', () => {
  let parley: TestApp;
  let admin: RestClient;

  beforeAll(async () => {
    parley = await startTestApp({ JOB_POLL_MS: '200', JOB_CONCURRENCY: 'maintenance=2' });
    admin = (await makeAccount(parley, 'the.admin', 'admin')).rest;
  }, 60_000);
  beforeEach(() => runSql(parley.database, 'TRUNCATE calls CASCADE'));
  afterEach(closeCallSockets);
  afterAll(async () => {
    await stopStartedProcesses();
    await parley.close();
  });

  /** Old calls, a minute apart, and 40 that are young: with two utterances each, and a document. */
  async function fill(old: number): Promise<void> {
    await runSql(
      parley.database,
      `WITH made AS (INSERT INTO calls (id, content_digest, status, started_at, tags, metadata, source, stream_state)
         SELECT gen_random_uuid(), '\\x00', CASE n WHEN 1 THEN 'live' ELSE 'completed' END,
           date_trunc('hour', now()) - make_interval(days => CASE WHEN n <= $1 THEN 800 ELSE 1 END, mins => n),
           '{}', '{}', 'test', '{}'
         FROM generate_series(1, $1::int + ${LEFT.calls}) AS n RETURNING id),
       said AS (INSERT INTO utterances (call_id, seq, position, speaker, text, word_count, digest, analyzer, score, confidence,
           label, keywords, trend)
         SELECT id, n, n, 'agent', 'words', 1, '\\x00', 'lexicon.v1', 0, 0, 'neutral', '{}', 'steady'
         FROM made, generate_series(1, 2) AS n)
       INSERT INTO call_documents (call_id, format, media_type, content) SELECT id, 'webvtt', 'text/vtt', 'WEBVTT' FROM made`,
      [old],
    );
  }

  const order = async (payload: object): Promise<string> =>
    expectStatus(await admin.post<JobDto>('/jobs', { type: 'calls.cleanup', payload }), 202).id;
  async function ended(id: string): Promise<JobDto & { result: CleanupResult }> {
    const read = async () => (await admin.get<JobDto>(`/jobs/${id}`)).body;
    const job = await waitFor('the end of the job', read, 60_000, ({ finishedAt }) => finishedAt !== null);
    expect(job).toMatchObject({ status: 'succeeded', error: null });
    return job as JobDto & { result: CleanupResult };
  }
  const counts = async () => {
    const of = (table: string) => countRows(parley.database, table);
    return { calls: await of('calls'), utterances: await of('utterances'), documents: await of('call_documents') };
  };
  const recorded = (...jobs: string[]) =>
    runSql<{ target: string; actor: string; details: object }>(
      parley.database,
      `SELECT target_id AS target, actor_name AS actor, details FROM audit_entries
       WHERE action = 'call.cleanup' AND target_id = ANY ($1)`,
      [jobs],
    );
  const amounts = (calls: number) => ({ calls, utterances: 2 * calls, documents: calls });

  it('tells what would go, then deletes just that, a thousand at a time, and says so to those who follow', async () => {
    await fill(2_500);
    const [live] = await runSql<{ id: string }>(parley.database, `SELECT id FROM calls WHERE status = 'live'`);
    const socket = await CallSocket.connect(parley.url, (await makeAccount(parley, 'follower', 'viewer')).token);
    await socket.subscribe(live?.id ?? '');
    const dry = await ended(await order({ dryRun: true, olderThanDays: DAYS }));
    expect(dry.result).toMatchObject({ dryRun: true, ...amounts(2_500) });
    expect([await counts(), await recorded(dry.id)]).toEqual([amounts(2_540), []]);

    await runSql(
      parley.database,
      'CREATE TABLE IF NOT EXISTS batches (size int); TRUNCATE batches; GRANT ALL ON batches TO PUBLIC',
    );
    await runSql(
      parley.database,
      `CREATE OR REPLACE FUNCTION note_batch() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN INSERT INTO batches SELECT count(*) FROM gone; RETURN NULL; END $$`,
    );
    await runSql(
      parley.database,
      `CREATE TRIGGER note_batch AFTER DELETE ON calls REFERENCING OLD TABLE AS gone
       FOR EACH STATEMENT EXECUTE FUNCTION note_batch()`,
    );
    const id = await order({ olderThanDays: DAYS });
    const real = await ended(id);
    await runSql(parley.database, 'DROP TRIGGER note_batch ON calls');
    const { cutoff } = real.result;
    expect(real.result).toEqual({ ...dry.result, dryRun: false, cutoff });
    expect(real.progress).toMatchObject({ current: 2_500, total: 2_500, percent: 100 });
    expect(await counts()).toEqual(LEFT);
    const sizes = await runSql<{ size: number }>(parley.database, 'SELECT size FROM batches ORDER BY size DESC');
    expect(sizes.map(({ size }) => size)).toEqual([1_000, 1_000, 500]);
    const details = { cutoff, olderThanDays: DAYS, callsFound: 2_500 };
    expect(await recorded(id)).toEqual([{ target: id, actor: 'the.admin', details }]);
    await waitFor('the end of the stream', async () => (await admin.get(`/calls/${live?.id}`)).status === 404);
    const again = await ended(await order({ olderThanDays: DAYS }));
    expect(again.result).toMatchObject({ ...amounts(0), oldest: null, newest: null });
    expect(await recorded(again.id)).toEqual([]);
  });

  it('tells in two reports what went when it is ordered twice at once', async () => {
    await fill(4_500);
    const jobs = await Promise.all([order({ olderThanDays: DAYS }), order({ olderThanDays: DAYS })]);
    const [one, other] = await Promise.all(jobs.map(ended));
    expect((one?.result.calls ?? 0) + (other?.result.calls ?? 0)).toBe(4_500);
    expect((one?.result.utterances ?? 0) + (other?.result.utterances ?? 0)).toBe(9_000);
    expect((one?.result.documents ?? 0) + (other?.result.documents ?? 0)).toBe(4_500);
    expect(await counts()).toEqual(LEFT);
  });

  it('takes CALL_RETENTION_DAYS when it is told none, and refuses what is no number of days', async () => {
    await fill(10);
    const { result } = await ended(await order({}));
    expect(result).toMatchObject({ dryRun: false, ...amounts(10) });
    for (const olderThanDays of [0, 36_501, 1.5, null, '7']) {
      const answer = await admin.post('/jobs', { type: 'calls.cleanup', payload: { olderThanDays } });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'payload.olderThanDays' }] } });
    }
  });

  it('stops with the rights of whoever ordered it', async () => {
    await fill(30);
    const boss = await makeAccount(parley, 'the.boss', 'admin');
    await runSql(parley.database, `INSERT INTO job_queues (name) VALUES ('maintenance')`);
    const ordered = await boss.rest.post<JobDto>('/jobs', { type: 'calls.cleanup', payload: { olderThanDays: DAYS } });
    await runSql(parley.database, 'UPDATE users SET active = false WHERE id = $1', [boss.id]);
    await runSql(parley.database, 'DELETE FROM job_queues');
    const { id } = expectStatus(ordered, 202);
    const job = await waitFor(
      'the end of the job',
      async () => (await admin.get<JobDto>(`/jobs/${id}`)).body,
      30_000,
      ({ finishedAt }) => finishedAt !== null,
    );
    expect(job).toMatchObject({ status: 'failed', error: { code: 'job.owner_not_permitted' } });
    expect(await counts()).toEqual(amounts(70));
  });
});

describe('a clean-up whose worker is killed', () => {
  let parley: TestApp;

  beforeAll(async () => {
    parley = await startTestApp({ PARLEY_ROLE: 'api', JOB_POLL_MS: '200', JOB_LEASE_MS: '1000' });
  }, 60_000);
  afterAll(async () => {
    await stopStartedProcesses();
    await parley.close();
  });

  it('goes on elsewhere with the same cutoff, and counts what went exactly', async () => {
    await runSql(
      parley.database,
      `INSERT INTO calls (id, content_digest, status, started_at, tags, metadata, source, stream_state)
       SELECT gen_random_uuid(), '\\x00', 'completed', now() - make_interval(days => 800, mins => n), '{}', '{}', 'test', '{}'
       FROM generate_series(1, 12000) AS n`,
    );
    const worker = async () =>
      ParleyProcess.start({
        ...{ PARLEY_ROLE: 'worker', LOG_LEVEL: 'error', JOB_POLL_MS: '200', JOB_LEASE_MS: '1000' },
        ...{ DATABASE_URL: parley.database.url, DATABASE_MIGRATION_URL: parley.database.migrationUrl },
        REDIS_URL: await testRedisUrl(),
      });
    const first = await worker();
    await first.ready(60_000);
    const gate = await JobGate.close(parley.database, `(checkpoint #>> '{removed,calls}')::int`);
    await gate.openUntil(2_000);
    const { rest } = await makeAccount(parley, 'the.admin', 'admin');
    const body = { type: 'calls.cleanup', payload: { olderThanDays: DAYS } };
    const { id } = expectStatus(await rest.post<JobDto>('/jobs', body), 202);
    const left = () => countRows(parley.database, 'calls');
    await waitFor('the first batches', left, 30_000, (count) => count <= 10_000);
    await first.kill();
    await gate.openUntil();
    const between = await left();
    const checkpoint = () =>
      runSql<{ cutoff: string; calls: number }>(
        parley.database,
        `SELECT checkpoint ->> 'cutoff' AS cutoff, (checkpoint #>> '{removed,calls}')::int AS calls FROM jobs WHERE id = $1`,
        [id],
      );
    const [saved] = await checkpoint();
    expect(between).toBeGreaterThan(0);
    expect(saved?.calls).toBe(12_000 - between);
    await (await worker()).ready(60_000);
    const job = await waitFor(
      'the end of the job',
      async () => (await rest.get<JobDto>(`/jobs/${id}`)).body,
      40_000,
      ({ finishedAt }) => finishedAt !== null,
    );
    expect(job).toMatchObject({ status: 'succeeded', attempts: 1, result: { calls: 12_000, cutoff: saved?.cutoff } });
    expect(await left()).toBe(0);
    expect(await countRows(parley.database, `audit_entries WHERE action = 'call.cleanup'`)).toBe(1);
  });
});
