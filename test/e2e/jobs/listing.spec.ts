import { uuidv7 } from '../../../src/core/database/ids';
import { PageOf } from '../../../src/core/database/paging';
import { JobDto } from '../../../src/core/queues/job.dto';
import { ActiveJobsDto, JobSummaryDto, JobTypesDto } from '../../../src/modules/jobs/dto/job-overview.dto';
import { JobQueueDto, JobQueuesDto } from '../../../src/modules/jobs/dto/job-queue.dto';
import { Account, makeAccount } from '../../support/accounts';
import { startTestApp, TestApp } from '../../support/app';
import { counting, orderableJobs, purging, storeJob } from '../../support/orderable-jobs';
import { expectProblem, expectStatus } from '../../support/rest-client';
import { runSql } from '../../support/rows';

const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 2, 1, 9, minute, second)).toISOString();
const PERIOD = `from=${at(0)}&to=${at(59)}`;

describe('jobs of many', () => {
  let parley: TestApp;
  let maria: Account;
  let otto: Account;
  let admin: Account;
  const workerId = uuidv7();
  /** Ids by the minute in which the job was ordered. */
  const ids: string[] = [];

  beforeAll(async () => {
    parley = await startTestApp({ PARLEY_ROLE: 'api', JOB_LEASE_MS: '3600000' }, undefined, orderableJobs);
    [maria, otto] = [await makeAccount(parley, 'maria', 'user'), await makeAccount(parley, 'otto', 'user')];
    admin = await makeAccount(parley, 'the.admin', 'admin');
    const worker = `INSERT INTO job_workers (id, name, concurrency) VALUES ($1, 'worker-1', '{}')`;
    await runSql(parley.database, worker, [workerId]);
    const jobs: [owner: Account | null, columns: object][] = [
      [maria, { ...ended(0, 'succeeded', 4), payload: { upTo: 3, note: '50%_Rüben' } }],
      [maria, { ...ended(1, 'failed', 2), error_code: 'job.failed', error_message: 'The job failed.', priority: 4 }],
      [otto, ended(2, 'succeeded', 10)],
      [maria, { ...ended(3, 'succeeded', 3), priority: 1 }],
      [null, { ...ended(4, 'succeeded', 8), type: purging.type, queue: 'maintenance' }],
      [maria, { status: 'running', worker_id: workerId, started_at: at(5, 2), progress_message: 'Counting sheep' }],
      [otto, { status: 'running', worker_id: workerId, started_at: at(6, 1), priority: 3 }],
      [maria, { status: 'queued', dispatch: 'due', queue: 'ingest' }],
      [maria, { ...ended(8, 'cancelled'), started_at: null, worker_id: null }],
      [maria, { dispatch: 'later', status: 'queued', run_at: '2099-01-01T00:00:00Z' }],
    ];
    // The relay begins nothing of it.
    await runSql(parley.database, `INSERT INTO job_queues (name) VALUES ('ingest')`);
    for (const [minute, [owner, columns]] of jobs.entries()) {
      const row = { created_at: at(minute), run_at: at(minute), created_by: owner?.id ?? null, ...columns };
      ids.push(await storeJob(parley.database, row));
    }
  }, 60_000);
  afterAll(() => parley.close());

  const list = async (query: string, by = maria) =>
    expectStatus(await by.rest.get<PageOf<JobDto>>(`/jobs?${query}`), 200);
  const minutes = ({ items }: PageOf<JobDto>) => items.map(({ id }) => ids.indexOf(id));

  describe('are listed', () => {
    it('newest first, everybody his own and admins all', async () => {
      expect(minutes(await list(''))).toEqual([9, 8, 7, 5, 3, 1, 0]);
      expect(minutes(await list('', otto))).toEqual([6, 2]);
      expect(await list('', admin)).toMatchObject({ total: 10, totalIsCapped: false, nextCursor: null });
    });

    it.each<[string, number[]]>([
      ['type=sample.counting', [9, 8, 7, 6, 5, 3, 2, 1, 0]],
      ['type=sample.purging', [4]],
      ['type=sample.nothing', []],
      ['status=queued', [9, 7]],
      ['status=running,failed', [6, 5, 1]],
      ['status=succeeded,failed,cancelled', [8, 4, 3, 2, 1, 0]],
      ['status=queued,running,succeeded,failed,cancelled', [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
      ['priority=critical', [1]],
      [`from=${at(3)}&to=${at(6)}`, [5, 4, 3]],
      ['creator=system', [4]],
      ['q=COUNTING+sheep', [5]],
      ['q=rüben', [0]],
      ['q=50%25_Rüben', [0]],
      ['q=job.failed', [1]],
      ['q=rüben+sheep', []],
      ['q=sheep&status=succeeded', []],
      ['sort=createdAt', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
      ['sort=-priority', [1, 6, 9, 8, 7, 5, 4, 2, 0, 3]],
      ['sort=priority', [3, 0, 2, 4, 5, 7, 8, 9, 6, 1]],
      ['sort=finishedAt', [0, 1, 2, 3, 4, 8, 5, 6, 7, 9]],
      ['sort=-finishedAt', [8, 4, 3, 2, 1, 0, 9, 7, 6, 5]],
      ['sort=-finishedAt&q=counting', [8, 3, 2, 1, 0, 9, 7, 6, 5]],
    ])('by %s, on one page as on many', async (query, expected) => {
      const page = await list(query, admin);
      expect(minutes(page)).toEqual(expected);
      expect(page.total).toBe(expected.length);
      const walked = await list(`${query}&limit=2`, admin);
      for (let last = walked; last.nextCursor !== null; walked.items.push(...last.items)) {
        last = await list(`${query}&limit=2&cursor=${last.nextCursor}`, admin);
      }
      expect(minutes(walked)).toEqual(expected);
      expect(minutes(await list(`${query}&limit=3&offset=2`, admin))).toEqual(expected.slice(2, 5));
    });

    it('of one creator to admins, and to himself alone besides', async () => {
      expect(minutes(await list(`creator=${otto.id.toUpperCase()}`, admin))).toEqual([6, 2]);
      expect(minutes(await list(`creator=${otto.id}`, otto))).toEqual([6, 2]);
      expectProblem(await maria.rest.get(`/jobs?creator=${otto.id}`), 403, 'auth.forbidden');
      expectProblem(await maria.rest.get('/jobs?creator=system'), 403, 'auth.forbidden');
    });

    it.each([
      ['status=done', 'status'],
      ['status=', 'status'],
      ['priority=2', 'priority'],
      ['creator=maria', 'creator'],
      ['from=yesterday', 'from'],
      [`from=${at(2)}&to=${at(1)}`, 'to'],
      ['sort=type', 'sort'],
      ['q=%25%25', 'q'],
      ['q=a%00b', 'q'],
      ['worker=1', 'worker'],
    ])('not by %s, which names its field', async (query, field) => {
      const problem = expectProblem(await maria.rest.get(`/jobs?${query}`), 400, 'request.invalid');
      expect(problem.errors?.map((error) => error.field)).toEqual([field]);
    });

    it('not with the cursor of another list, filter or person', async () => {
      const { nextCursor } = await list('limit=1', admin);
      for (const query of [`sort=createdAt&cursor=${nextCursor}`, `status=failed&cursor=${nextCursor}`]) {
        expectProblem(await admin.rest.get(`/jobs?${query}`), 400, 'paging.bad_cursor');
      }
      expectProblem(await maria.rest.get(`/jobs?cursor=${nextCursor}`), 400, 'paging.bad_cursor');
    });
  });

  describe('that run', () => {
    it('are told with who runs them, to everybody his own', async () => {
      const { items } = expectStatus(await maria.rest.get<ActiveJobsDto>('/jobs/active'), 200);
      expect(items).toEqual([
        {
          ...{ id: ids[5], type: counting.type, queue: 'default', createdBy: maria.id, startedAt: at(5, 2) },
          progress: { current: 0, total: null, percent: null, message: 'Counting sheep' },
          worker: { id: workerId, name: 'worker-1', seenAt: expect.any(String) as string },
        },
      ]);
      const all = expectStatus(await admin.rest.get<ActiveJobsDto>('/jobs/active'), 200);
      expect(all.items.map(({ id }) => id)).toEqual([ids[5], ids[6]]);
    });
  });

  describe('are summarised', () => {
    const summary = async (query: string, by = maria) =>
      expectStatus(await by.rest.get<JobSummaryDto>(`/jobs/stats/summary?${query}`), 200);

    it('to their owner, by type and status, with the times that they waited and ran', async () => {
      const figures = await summary(PERIOD);
      expect(figures).toMatchObject({
        ...{ from: at(0), to: at(59), total: 7, throughputPerMinute: Number((3 / 59).toFixed(4)) },
        byStatus: { queued: 2, running: 1, succeeded: 2, failed: 1, cancelled: 1 },
        // Waited 1, 1, 1 and 2 s; ran 4, 2 and 3 s.
        ...{ waitMs: { p50: 1_000, p95: 2_000 }, runMs: { p50: 3_000, p95: 4_000 } },
        oldestWaiting: { id: ids[7], type: counting.type, since: at(7) },
      });
      expect(figures.oldestWaiting?.waitMs).toBeGreaterThan(0);
      expect(figures.byType.map(({ type, total }) => [type, total])).toEqual([[counting.type, 7]]);
    });

    it('to admins of everybody, of one creator or of the schedules', async () => {
      const all = await summary(PERIOD, admin);
      expect(all.byType.map(({ type, total }) => [type, total])).toEqual([
        [counting.type, 9],
        [purging.type, 1],
      ]);
      expect((await summary(`${PERIOD}&creator=${otto.id}`, admin)).total).toBe(2);
      expect(await summary(`${PERIOD}&creator=system`, admin)).toMatchObject({ total: 1, oldestWaiting: null });
      expectProblem(await maria.rest.get(`/jobs/stats/summary?creator=${otto.id}`), 403, 'auth.forbidden');
    });

    it('of the last day when nothing is said, without figures when there are none', async () => {
      const { from, to, ...rest } = await summary('', otto);
      expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000);
      expect(rest).toMatchObject({ total: 0, byType: [], waitMs: { p50: null, p95: null }, throughputPerMinute: 0 });
    });

    it.each([
      [`from=${at(1)}&to=${at(1)}`, 'to'],
      ['from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:01Z', 'from'],
      ['from=2099-01-01T00:00:00Z', 'from'],
      ['creator=x', 'creator'],
    ])('not of %s', async (query, field) => {
      const problem = expectProblem(await maria.rest.get(`/jobs/stats/summary?${query}`), 400, 'request.invalid');
      expect(problem.errors?.map((error) => error.field)).toEqual([field]);
    });
  });

  it('can be ordered of the types that the caller may order', async () => {
    const types = async (by: Account) => expectStatus(await by.rest.get<JobTypesDto>('/jobs/types'), 200).items;
    expect(await types(maria)).toContainEqual({
      ...{ type: counting.type, title: 'Counting', queue: 'default', permission: 'jobs.own', example: { upTo: 10 } },
    });
    expect((await types(maria)).map(({ type }) => type)).not.toContain(purging.type);
    const names = (await types(admin)).map(({ type }) => type);
    expect(names).toContain(purging.type);
    expect(names).not.toContain('sample.hidden');
    for (const { type, example } of await types(admin)) {
      expectStatus(await admin.rest.post('/jobs', { type, payload: example, runAt: soon() }), 202);
    }
  });

  describe('lie in queues', () => {
    const queue = async (name: string) =>
      expectStatus(await admin.rest.get<JobQueuesDto>('/jobs/queues'), 200).items.find((one) => one.name === name);
    const change = async (act: string) =>
      expectStatus(await admin.rest.post<JobQueueDto>(`/jobs/queues/maintenance/${act}`), 200);

    it('that admins see', async () => {
      const waiting = { queued: 1, later: 0, running: 0, oldestWaiting: at(7), pausedBy: null };
      expect(await queue('ingest')).toMatchObject({ ...waiting, pausedSince: expect.any(String) as string });
      expect(await queue('default')).toMatchObject({ running: 2, pausedSince: null });
    });

    it('that admins pause and resume, each as often as they like', async () => {
      const paused = await change('pause');
      expect(paused).toMatchObject({ pausedBy: admin.id, pausedSince: expect.any(String) as string });
      expect(await change('pause')).toEqual(paused);
      expect(await change('resume')).toMatchObject({ pausedBy: null, pausedSince: null });
      expect(await change('resume')).toMatchObject({ pausedBy: null, pausedSince: null });
      const acts = `SELECT action FROM audit_entries WHERE target_id = 'maintenance' ORDER BY id`;
      const rows = await runSql<{ action: string }>(parley.database, acts);
      expect(rows.map(({ action }) => action)).toEqual(['queue.pause', 'queue.resume']);
    });

    it('that nobody else sees or pauses, and of which there are three', async () => {
      expectProblem(await maria.rest.get('/jobs/queues'), 403, 'auth.forbidden');
      expectProblem(await maria.rest.post('/jobs/queues/default/pause'), 403, 'auth.forbidden');
      expectProblem(await admin.rest.post('/jobs/queues/__proto__/pause'), 404, 'jobs.queue_not_found');
    });
  });

  it('are documented as a union over the types', async () => {
    const { paths, components } = (await (await fetch(`${parley.url}/docs/openapi.json`)).json()) as {
      paths: Record<
        string,
        { post: { requestBody: { content: Record<string, { schema: Union; examples: object }> } } }
      >;
      components: { schemas: Record<string, { properties: Record<string, unknown>; required: string[] }> };
    };
    const { schema, examples } = paths['/api/v1/jobs']!.post.requestBody.content['application/json']!;
    expect(schema.discriminator.mapping[counting.type]).toBe('#/components/schemas/SampleCountingOrder');
    expect(schema.oneOf).toContainEqual({ $ref: '#/components/schemas/SampleCountingOrder' });
    expect(Object.keys(schema.discriminator.mapping)).not.toContain('sample.hidden');
    expect(components.schemas['SampleCountingOrder']).toMatchObject({
      required: ['type', 'payload'],
      properties: {
        type: { enum: [counting.type] },
        payload: { $ref: '#/components/schemas/CountingPayload' },
        runAt: { format: 'date-time' },
      },
    });
    expect(Object.keys(components.schemas)).toContain('CountingResult');
    expect(examples).toMatchObject({ [counting.type]: { value: { type: counting.type, payload: { upTo: 10 } } } });
  });
});

interface Union {
  oneOf: { $ref: string }[];
  discriminator: { mapping: Record<string, string> };
}

/** Begun a second after it was ordered, ended so many seconds after that. */
function ended(minute: number, status: string, seconds = 0): object {
  return { status, worker_id: uuidv7(), started_at: at(minute, 1), finished_at: at(minute, 1 + seconds) };
}

function soon(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}
