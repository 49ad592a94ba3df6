import { JobDto, JobStatusDto } from '../../../src/core/queues/job.dto';
import { MAX_UNFINISHED } from '../../../src/modules/jobs/limits';
import { Account, makeAccount } from '../../support/accounts';
import { makeKey } from '../../support/api-keys';
import { startTestApp, TestApp } from '../../support/app';
import { counting, orderableJobs, purging, storeJob } from '../../support/orderable-jobs';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';

const ORDER = { type: counting.type, payload: { upTo: 3 } };
const NOWHERE = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';
const DAY_MS = 86_400_000;

describe('a job over REST', () => {
  let parley: TestApp;
  let maria: Account;
  let otto: Account;
  let admin: Account;

  beforeAll(async () => {
    parley = await startTestApp({ PARLEY_ROLE: 'api', JOB_LEASE_MS: '3600000' }, undefined, orderableJobs);
    [maria, otto] = [await makeAccount(parley, 'maria', 'user'), await makeAccount(parley, 'otto', 'user')];
    admin = await makeAccount(parley, 'the.admin', 'admin');
  }, 60_000);
  afterAll(() => parley.close());

  const ordered = async (order: object = {}, by = maria) =>
    expectStatus(await by.rest.post<JobDto>('/jobs', { ...ORDER, ...order }), 202);
  const stored = (status: string, columns: object = {}) =>
    storeJob(parley.database, { status, created_by: maria.id, ...columns });

  describe('that is ordered', () => {
    it('is answered with where it can be read, before anybody has run it', async () => {
      const headers = { 'x-correlation-id': 'a-request-of-maria' };
      const answer = await maria.rest.post<JobDto>('/jobs', { ...ORDER, priority: 'high' }, { headers });
      const job = expectStatus(answer, 202);
      expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${job.id}`);
      expect(job).toEqual({
        ...{ id: expect.stringMatching(/^[0-9a-f-]{14}7/) as string, type: counting.type, queue: 'default' },
        ...{ status: 'queued', priority: 'high', payload: { upTo: 3 }, result: null, error: null, attempts: 0 },
        progress: { current: 0, total: null, percent: null, message: null },
        ...{ createdBy: maria.id, correlationId: 'a-request-of-maria', version: 1 },
        ...{ runAt: expect.any(String) as string, createdAt: expect.any(String) as string },
        ...{ startedAt: null, finishedAt: null },
      });
      expect(expectStatus(await maria.rest.get<JobDto>(`/jobs/${job.id}`), 200)).toEqual(job);
    });

    it('is one job, however often it is sent with the same key', async () => {
      const before = await countRows(parley.database, 'jobs');
      const headers = { 'idempotency-key': 'count-once' };
      const answers = await Promise.all([1, 2, 3].map(() => maria.rest.post<JobDto>('/jobs', ORDER, { headers })));
      const jobs = answers.map((answer) => expectStatus(answer, 202));
      expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
      expect(answers.map((answer) => answer.headers.get('location'))).toEqual(
        jobs.map(({ id }) => `/api/v1/jobs/${id}`),
      );
      expect(await countRows(parley.database, 'jobs')).toBe(before + 1);
    });

    it('waits until its time, which may have passed already', async () => {
      const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
      expect((await ordered({ runAt: inAnHour })).runAt).toBe(inAnHour);
      const { id, runAt } = await ordered({ runAt: '2020-01-01T00:00:00Z' });
      expect(runAt).toBe('2020-01-01T00:00:00.000Z');
      expect(await dispatchOf(id)).not.toBe('later');
    });

    it.each<[string, unknown, string, string]>([
      [
        'an unknown type',
        { ...ORDER, type: 'sample.nothing' },
        'type',
        'must be one of reports.generate, sample.counting',
      ],
      [
        'a type that is not ordered so',
        { ...ORDER, type: 'sample.hidden' },
        'type',
        'must be one of reports.generate, sample.counting',
      ],
      [
        'a type that is a name of JavaScript',
        { ...ORDER, type: '__proto__' },
        'type',
        'must be one of reports.generate, sample.counting',
      ],
      ['no type', { payload: {} }, 'type', 'is required'],
      ['no payload', { type: ORDER.type }, 'payload', 'is required'],
      ['a list as payload', { ...ORDER, payload: [] }, 'payload', 'must be an object'],
      ['a payload that lacks a field', { ...ORDER, payload: {} }, 'payload.upTo', 'is required'],
      ['a wrong field', { ...ORDER, payload: { upTo: 0 } }, 'payload.upTo', 'must not be less than 1'],
      ['an unknown field', { ...ORDER, payload: { upTo: 1, ownerId: 'x' } }, 'payload.ownerId', 'is not a known field'],
      ['an unknown priority', { ...ORDER, priority: 'urgent' }, 'priority', 'must be one of'],
      ['a time without a zone', { ...ORDER, runAt: '2027-01-01T00:00:00' }, 'runAt', 'must be an ISO 8601 time'],
      ['a time too far ahead', { ...ORDER, runAt: '2099-01-01T00:00:00Z' }, 'runAt', 'must lie at most a year ahead'],
      ['somebody as its owner', { ...ORDER, createdBy: NOWHERE }, 'createdBy', 'is not a known field'],
    ])('is refused with %s, by the name of the field', async (_, order, field, message) => {
      const before = await countRows(parley.database, 'jobs');
      const problem = expectProblem(await maria.rest.post('/jobs', order), 400, 'request.invalid');
      expect(problem.errors).toEqual([{ field, message: expect.stringContaining(message) as string }]);
      expect(await countRows(parley.database, 'jobs')).toBe(before);
    });

    it('may be almost a year ahead', async () => {
      await ordered({ runAt: new Date(Date.now() + 364 * DAY_MS).toISOString() });
      const tooFar = { ...ORDER, runAt: new Date(Date.now() + 367 * DAY_MS).toISOString() };
      expectProblem(await maria.rest.post('/jobs', tooFar), 400, 'request.invalid');
    });

    it('takes the permission of its type, also by a key', async () => {
      const purge = { ...ORDER, type: purging.type };
      expectProblem(await maria.rest.post('/jobs', purge), 403, 'auth.forbidden');
      await ordered(purge, admin);
      const { key } = await makeKey(admin.rest, ['jobs.own']);
      const byKey = await new RestClient(parley.url).post('/jobs', purge, { headers: { 'x-api-key': key } });
      expect(expectProblem(byKey, 403, 'auth.forbidden').detail).toContain('calls.delete');
    });

    it('is refused when its owner has as many as there may be, however many come at once', async () => {
      await runSql(
        parley.database,
        `INSERT INTO jobs (id, type, queue, dispatch, priority, payload, correlation_id, created_by, run_at)
         SELECT gen_random_uuid(), 'sample.counting', 'default', 'later', 2, '{}', 'r', $1, now() + interval '1 day'
         FROM generate_series(1, $2)`,
        [otto.id, MAX_UNFINISHED - 3],
      );
      const answers = await Promise.all(Array.from({ length: 12 }, () => otto.rest.post('/jobs', ORDER)));
      expect(answers.filter(({ status }) => status === 202)).toHaveLength(3);
      const refused = answers.filter(({ status }) => status !== 202);
      refused.forEach((answer) => expectProblem(answer, 429, 'jobs.too_many'));
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
      const failed = await storeJob(parley.database, { status: 'failed', created_by: otto.id });
      expectProblem(await otto.rest.post(`/jobs/${failed}/retry`), 429, 'jobs.too_many');
      await ordered();
    });
  });

  describe('that is followed', () => {
    it('tells its status and progress apart', async () => {
      const progress = { progress_current: 2, progress_total: 3, progress_message: 'Counting', version: 7 };
      const id = await stored('running', { ...progress, attempts: 1, result: { counted: 0 } });
      const status = expectStatus(await maria.rest.get<JobStatusDto>(`/jobs/${id}/status`), 200);
      expect(Object.keys(status).sort()).toEqual(
        ['attempts', 'createdAt', 'finishedAt', 'id', 'runAt', 'startedAt', 'status', 'version'].sort(),
      );
      expect(status).toMatchObject({ id, status: 'running', version: 7, attempts: 1, finishedAt: null });
      expect(expectStatus(await maria.rest.get(`/jobs/${id}/progress`), 200)).toEqual({
        ...{ current: 2, total: 3, percent: 66, message: 'Counting', version: 7 },
      });
    });
  });

  describe('that is cancelled', () => {
    it.each(['queued', 'running'])('ends for good when it is %s, and is answered again as it is', async (status) => {
      const id = await stored(status, status === 'queued' ? { dispatch: 'due' } : {});
      const first = expectStatus(await maria.rest.post<JobDto>(`/jobs/${id}/cancel`), 200);
      expect(first).toMatchObject({ status: 'cancelled', finishedAt: expect.any(String) as string });
      expect(expectStatus(await maria.rest.post<JobDto>(`/jobs/${id}/cancel`), 200)).toEqual(first);
    });

    it.each(['succeeded', 'failed'])('stays %s when it is that already', async (status) => {
      const id = await stored(status);
      expectProblem(await maria.rest.post(`/jobs/${id}/cancel`), 409, 'jobs.finished');
      expect(expectStatus(await maria.rest.get<JobDto>(`/jobs/${id}`), 200)).toMatchObject({ status, version: 1 });
    });

    it('by many at once is cancelled once', async () => {
      const { id } = await ordered({ runAt: new Date(Date.now() + DAY_MS).toISOString() });
      const cancel = (by: Account) => by.rest.post<JobDto>(`/jobs/${id}/cancel`);
      const answers = await Promise.all([maria, admin, maria, admin, maria].map(cancel));
      const versions = answers.map((answer) => expectStatus(answer, 200).version);
      expect(new Set(versions)).toEqual(new Set([2]));
    });
  });

  describe('that is run again', () => {
    it.each(['failed', 'cancelled'])('is queued anew when it is %s', async (status) => {
      const fault = status === 'failed' ? { error_code: 'job.failed', error_message: 'The job failed.' } : {};
      const id = await stored(status, { ...fault, attempts: 5, version: 9 });
      const answer = await maria.rest.post<JobDto>(`/jobs/${id}/retry`);
      expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${id}`);
      const queued = { id, status: 'queued', error: null, attempts: 0, finishedAt: null, version: 10 };
      expect(expectStatus(answer, 202)).toMatchObject(queued);
      expectProblem(await maria.rest.post(`/jobs/${id}/retry`), 409, 'jobs.not_retryable');
    });

    it.each(['running', 'succeeded'])('is left alone when it is %s', async (status) => {
      const id = await stored(status);
      expectProblem(await maria.rest.post(`/jobs/${id}/retry`), 409, 'jobs.not_retryable');
    });

    it('takes the permission of its type, and a type that there is', async () => {
      const purge = await stored('failed', { type: purging.type });
      expectProblem(await maria.rest.post(`/jobs/${purge}/retry`), 403, 'auth.forbidden');
      const gone = await stored('failed', { type: 'sample.gone' });
      expectProblem(await maria.rest.post(`/jobs/${gone}/retry`), 409, 'jobs.not_retryable');
    });
  });

  describe('that is removed', () => {
    it.each(['succeeded', 'failed', 'cancelled'])('is gone when it was %s', async (status) => {
      const id = await stored(status);
      expectStatus(await maria.rest.delete(`/jobs/${id}`), 204);
      expectProblem(await maria.rest.get(`/jobs/${id}`), 404, 'jobs.not_found');
      expectProblem(await maria.rest.delete(`/jobs/${id}`), 404, 'jobs.not_found');
    });

    it('stays while it has not ended', async () => {
      const { id } = await ordered();
      expectProblem(await maria.rest.delete(`/jobs/${id}`), 409, 'jobs.unfinished');
      expectStatus(await maria.rest.get(`/jobs/${id}`), 200);
    });
  });

  describe('of somebody else', () => {
    const ways: [string, string][] = [
      ...['', '/status', '/progress'].map((path): [string, string] => ['GET', path]),
      ...['/cancel', '/retry'].map((path): [string, string] => ['POST', path]),
      ['DELETE', ''],
    ];

    it.each(ways)('is not there for %s /jobs/{id}%s, but for admins', async (method, path) => {
      const status = path === '/retry' || method === 'DELETE' ? 'failed' : 'running';
      const id = await stored(status);
      const answers = await Promise.all(
        [id, id.toUpperCase(), NOWHERE].map((one) => otto.rest.send(method, `/jobs/${one}${path}`, {})),
      );
      const problems = answers.map((answer) => expectProblem(answer, 404, 'jobs.not_found'));
      expect(new Set(problems.map(({ detail }) => detail.replace(/[\da-f-]{36}/, 'ID'))).size).toBe(1);
      expect((await admin.rest.send(method, `/jobs/${id}${path}`, {})).status).toBeLessThan(300);
    });

    it('is not there either when it is the system’s', async () => {
      const id = await stored('running', { created_by: null });
      expectProblem(await maria.rest.get(`/jobs/${id}`), 404, 'jobs.not_found');
      expectStatus(await admin.rest.get(`/jobs/${id}`), 200);
    });
  });

  async function dispatchOf(id: string): Promise<string | undefined> {
    const [row] = await runSql<{ dispatch: string }>(parley.database, 'SELECT dispatch FROM jobs WHERE id = $1', [id]);
    return row?.dispatch;
  }
});
