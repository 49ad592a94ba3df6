import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobDto } from '../../../src/core/queues/job.dto';
import { SchedulesDto } from '../../../src/modules/jobs/dto/schedule.dto';
import { Account, makeAccount } from '../../support/accounts';
import { makeKey } from '../../support/api-keys';
import { startTestApp, TestApp } from '../../support/app';
import { storeJob } from '../../support/orderable-jobs';
import { storeReport } from '../../support/report-rows';
import { expectStatus } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(60_000);

describe('schedules', () => {
  let parley: TestApp;
  let admin: Account;
  let files: string;

  beforeAll(async () => {
    files = await mkdtemp(join(tmpdir(), 'parley-purge-'));
    parley = await startTestApp({ JOB_SCHEDULES: 'purge=off', STORAGE_DIR: files, JOB_POLL_MS: '200' });
    admin = await makeAccount(parley, 'the.admin', 'admin');
  }, 60_000);
  afterAll(async () => {
    await parley.close();
    await rm(files, { recursive: true });
  });

  const list = async () => expectStatus(await admin.rest.get<SchedulesDto>('/jobs/schedules'), 200).items;
  const run = (name: string, headers = {}) =>
    admin.rest.send<JobDto>('POST', `/jobs/schedules/${name}/run`, { headers });

  it('are listed with their next tick, and say so when they are off', async () => {
    const [purge, cleanup] = await list();
    const never = { lastTick: null, lastJob: null };
    expect(purge).toEqual({ name: 'purge', type: 'system.purge', cron: null, enabled: false, next: null, ...never });
    const weekly = { name: 'weekly-cleanup', type: 'calls.cleanup', cron: '0 3 * * 0', enabled: true };
    expect(cleanup).toEqual({ ...weekly, next: expect.stringMatching(/T03:00:00\.000Z$/) as string, ...never });
    expect(new Date(cleanup?.next ?? '').getUTCDay()).toBe(0);
  });

  it('are run by hand, once for each Idempotency-Key, and what is over goes', async () => {
    const keys = Array.from({ length: 4 }, () => `bulk/${randomUUID()}`) as [string, string, string, string];
    const [old, fresh, waiting, retriable] = keys;
    await mkdir(join(files, 'bulk'), { recursive: true });
    for (const key of keys) await writeFile(join(files, key), 'x');
    for (const key of [old, waiting, retriable]) await utimes(join(files, key), 1_000, 1_000);
    const gone = await storeJob(parley.database, { status: 'failed', finished_at: '2020-01-01T00:00:00Z' });
    const kept = await storeJob(parley.database, { status: 'failed' });
    await storeJob(parley.database, { type: 'calls.bulk_ingest', payload: { file: waiting } });
    await storeJob(parley.database, { type: 'calls.bulk_ingest', status: 'failed', payload: { file: retriable } });
    await runSql(
      parley.database,
      `INSERT INTO bulk_rejections (job_id, line, code, reason) SELECT $1, n, 'code', 'reason' FROM generate_series(1, 2500) AS n`,
      [gone],
    );
    await runSql(
      parley.database,
      `INSERT INTO job_workers (id, name, concurrency, seen_at) VALUES ($1, 'long.gone', '{}', now() - interval '25 hours')`,
      [randomUUID()],
    );
    const [young, aged] = [await storeReport(parley.database), await storeReport(parley.database)];
    await runSql(parley.database, `UPDATE reports SET created_at = now() - interval '401 days' WHERE id = $1`, [aged]);
    const key = { 'idempotency-key': randomUUID() };
    const answers = [await run('purge', key), await run('purge', key)];
    const [{ id }, again] = answers.map((answer) => expectStatus(answer, 202)) as [JobDto, JobDto];
    expect(again.id).toBe(id);
    expect(answers[0]?.headers.get('location')).toBe(`/api/v1/jobs/${id}`);
    const read = async () => (await admin.rest.get<JobDto>(`/jobs/${id}`)).body;
    const job = await waitFor('the end of the job', read, 30_000, ({ finishedAt }) => finishedAt !== null);
    const nothing = { sessions: 0, refreshTokens: 0, revocations: 0, idempotencyKeys: 0 };
    expect(job).toMatchObject({
      ...{ type: 'system.purge', status: 'succeeded', createdBy: admin.id, payload: {} },
      result: { ...nothing, jobs: 1, rejections: 2_500, workers: 1, reports: 1, files: 1 },
    });
    const left = (await readdir(join(files, 'bulk'))).map((name) => `bulk/${name}`);
    expect(left.sort()).toEqual([fresh, waiting, retriable].sort());
    expect(await runSql(parley.database, 'SELECT id FROM reports')).toEqual([{ id: young }]);
    expect((await admin.rest.get(`/jobs/${gone}`)).status).toBe(404);
    expect((await admin.rest.get(`/jobs/${kept}`)).status).toBe(200);
    const lastJob = { id, status: 'succeeded', finishedAt: job.finishedAt };
    expect((await list()).slice(0, 2)).toMatchObject([{ lastTick: null, lastJob }, { lastJob: null }]);
  });

  it('are run and listed only by who may, and only as far as he may what their jobs do', async () => {
    const { rest } = await makeAccount(parley, 'a.user', 'analyst');
    expect((await rest.get('/jobs/schedules')).status).toBe(403);
    expect((await rest.post('/jobs/schedules/purge/run')).status).toBe(403);
    const { key } = await makeKey(admin.rest, ['jobs.manage']);
    const sent = { headers: { 'x-api-key': key } };
    const url = `${parley.url}/api/v1/jobs/schedules/weekly-cleanup/run`;
    expect((await fetch(url, { method: 'POST', ...sent })).status).toBe(403);
    expect(await run('constructor')).toMatchObject({ status: 404, body: { code: 'jobs.schedule_not_found' } });
  });
});
