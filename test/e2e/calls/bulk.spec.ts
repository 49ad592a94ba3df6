import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { UNFINISHED } from '../../../src/core/storage/file-storage';
import { BulkService } from '../../../src/modules/calls/bulk/bulk.service';
import { startTestApp, TestApp } from '../../support/app';
import { expectedImports } from '../../support/call-fixtures';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { Upload } from '../../support/uploads';
import { waitFor } from '../../support/wait-for';

interface Ticket {
  id: string;
  status: string;
  payload: { file: string; format: string; rows: number; bytes: number };
}

const PASSWORD = 'a long way to the lighthouse';
const NDJSON = 'application/x-ndjson';
const LIMIT = 1_000_000;
const calls = expectedImports().map(({ call }, index) => ({ ...call, externalId: `real-${index}` }));
const lines = calls.map((call) => `${JSON.stringify(call)}\n`).join('');

let parley: TestApp;
/** Another process of the same installation, which takes less. */
let strict: TestApp;
let tokens: Record<string, string>;

beforeAll(async () => {
  // Nothing runs the jobs, so that they and their files stay.
  parley = await startTestApp({ PARLEY_ROLE: 'api' });
  const narrow = { BULK_MAX_BYTES: String(LIMIT), BULK_BACKLOG: '3', STORAGE_DIR: parley.config.storageDirectory };
  strict = await startTestApp({ PARLEY_ROLE: 'api', ...narrow }, parley.database);
  tokens = { maria: await register('maria'), otto: await register('otto') };
}, 60_000);
afterAll(async () => {
  await strict.close();
  await parley.close();
});
afterEach(async () => {
  await runSql(
    parley.database,
    `UPDATE jobs SET status = 'failed', dispatch = NULL, finished_at = now()
    WHERE finished_at IS NULL`,
  );
});

const register = async (username: string): Promise<string> => {
  const anyone = new RestClient(parley.url);
  const account = { username, email: `${username}@example.com`, password: PASSWORD };
  expectStatus(await anyone.post('/auth/register', account), 201);
  const login = await anyone.post<{ access_token: string }>('/auth/login', { username, password: PASSWORD });
  return expectStatus(login, 200).access_token;
};
const as = (name: string, app = parley) => new RestClient(app.url, tokens[name]);
const ingest = (body: Buffer | string, headers: Record<string, string> = {}, app = parley) =>
  as('maria', app).post<Ticket>('/calls/bulk', body, { headers: { 'content-type': NDJSON, ...headers } });
const upload = (app: TestApp, headers: Record<string, string> = {}, token = tokens['maria']) =>
  new Upload(app.url, '/calls/bulk', { authorization: `Bearer ${token}`, 'content-type': NDJSON, ...headers });
const filesIn = (area: string) => readdir(join(parley.config.storageDirectory, area)).catch(() => [] as string[]);
const jobCount = async () => (await runSql(parley.database, 'SELECT 1 FROM jobs')).length;
const stored = async ({ payload }: Ticket) => readFile(join(parley.config.storageDirectory, payload.file));

/** What there is of files and jobs before and after. */
async function unchanged<T>(work: () => Promise<T>): Promise<T> {
  const before = [await filesIn('bulk'), await jobCount()];
  const result = await work();
  expect([await filesIn('bulk'), await jobCount()]).toEqual(before);
  expect(await filesIn(UNFINISHED)).toEqual([]);
  return result;
}

describe('a bulk file', () => {
  it.each([
    ['lines', NDJSON, lines, 'ndjson'],
    ['lines under their other name', 'application/jsonl; charset=utf-8', lines, 'ndjson'],
    ['an array', 'application/json', JSON.stringify(calls, null, 1), 'json'],
    ['an array after a byte order mark', 'application/json', `\ufeff${JSON.stringify(calls)}\r\n`, 'json'],
  ])('is taken as %s', async (_, contentType, content, format) => {
    const answer = await ingest(content, { 'content-type': contentType });
    const job = expectStatus(answer, 202);
    expect(job).toMatchObject({ type: 'calls.bulk_ingest', status: 'queued' });
    expect(job.payload).toMatchObject({ format, rows: calls.length, bytes: Buffer.byteLength(content) });
    expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${job.id}`);
    expect((await stored(job)).equals(Buffer.from(content))).toBe(true);
    expectStatus(await as('maria').get(`/jobs/${job.id}`), 200);
  });

  it.each([
    ['gzip', gzipSync(lines)],
    ['deflate', deflateSync(lines)],
    ['br', brotliCompressSync(lines)],
  ])('may come compressed by %s', async (encoding, body) => {
    const job = expectStatus(await ingest(body, { 'content-encoding': encoding }), 202);
    expect(String(await stored(job))).toBe(lines);
    expect(job.payload.rows).toBe(calls.length);
  });

  it.each([
    ['application/json', '{"a":1}', 'line 1'],
    ['application/json', '[{},\n{},\n7]', 'line 3'],
    ['application/json', '[{},\n{"a":', 'line 2'],
    ['application/json', '[{}]\n]', 'line 2'],
    ['application/json', '[]', undefined],
    [NDJSON, ' \r\n\n', undefined],
    [NDJSON, '', undefined],
  ])('of %s is refused whole, with the line, where its structure is broken: %j', async (type, body, line) => {
    const problem = await unchanged(async () =>
      expectProblem(await ingest(Buffer.from(body), { 'content-type': type }), 400, 'request.malformed'),
    );
    expect(problem.errors?.[0]?.field).toBe(line);
  });

  it('is refused where it is something else, or cannot be decompressed', () =>
    unchanged(async () => {
      const types = { 'content-type': 'text/csv' };
      expectProblem(await ingest('a,b', types), 415, 'request.unsupported_media');
      expectProblem(await ingest(lines, { 'content-encoding': 'zstd' }), 415, 'request.unsupported_media');
      expectProblem(await ingest(lines, { 'content-encoding': 'gzip' }), 400, 'request.malformed');
      const cut = gzipSync(lines).subarray(0, 1_000);
      expectProblem(await ingest(cut, { 'content-encoding': 'gzip' }), 400, 'request.malformed');
    }));

  it('is refused beyond the limit, also when it only grows so long', () =>
    unchanged(async () => {
      const line = `{"text":"${'x'.repeat(9_990)}"}\n`;
      const long = line.repeat(1_000);
      expectProblem(await ingest(long, {}, strict), 413, 'request.too_large');
      const bomb = gzipSync(Buffer.from(long.repeat(5)));
      expectProblem(await ingest(bomb, { 'content-encoding': 'gzip' }, strict), 413, 'request.too_large');
      const unannounced = upload(strict);
      for (let sent = 0; sent < LIMIT * 2; sent += line.length) await unannounced.send(line);
      expect((await unannounced.end()).status).toBe(413);
    }));

  it('leaves nothing when its sender goes away', () =>
    unchanged(async () => {
      const broken = upload(parley);
      await broken.send(lines);
      await waitFor('the file begun', async () => (await filesIn(UNFINISHED)).length === 1);
      broken.cut();
      await waitFor('nothing to be left', async () => (await filesIn(UNFINISHED)).length === 0);
    }));

  it('is refused when it comes too slowly, and taken when it is slow but steady', async () => {
    const service = parley.app.get(BulkService);
    const usual = service.pace;
    service.pace = { windowMs: 300, bytes: 50 };
    try {
      const steady = upload(parley);
      for (let piece = 0; piece < 8; piece += 1)
        await pause(100).then(() => steady.send(`{"piece":"${'x'.repeat(50)}"}\n`));
      expect(await steady.end()).toMatchObject({ status: 202, body: { payload: { rows: 8 } } });
      await unchanged(async () => {
        const dripping = upload(parley);
        await dripping.send('{');
        expect(await dripping.answer).toMatchObject({ status: 408, body: { code: 'request.timeout' } });
      });
    } finally {
      service.pace = usual;
    }
  });

  it('is refused when the rights of its sender have ended while it came', () =>
    unchanged(async () => {
      const token = await login('otto');
      const late = upload(parley, {}, token);
      await late.send(lines);
      expectStatus(await new RestClient(parley.url, token).post('/auth/logout', {}), 204);
      expect(await late.end()).toMatchObject({ status: 401, body: { code: 'auth.invalid' } });
    }));

  it('of 200 MB takes no memory to speak of', async () => {
    const piece = Buffer.from(lines.repeat(Math.ceil(1_000_000 / lines.length)));
    const long = upload(parley);
    const idle = process.memoryUsage().rss;
    let most = 0;
    for (let sent = 0; sent < 200_000_000; sent += piece.length) {
      await long.send(piece);
      most = Math.max(most, process.memoryUsage().rss - idle);
    }
    const { status, body } = await long.end();
    expect(status).toBe(202);
    expect((body['payload'] as Ticket['payload']).bytes).toBeGreaterThan(200_000_000);
    expect(most).toBeLessThan(100_000_000);
  }, 30_000);

  it('is removed when its job is cancelled', async () => {
    const job = expectStatus(await ingest(lines), 202);
    expectStatus(await as('maria').post(`/jobs/${job.id}/cancel`), 200);
    await waitFor('the file to be gone', async () => !(await filesIn('bulk')).includes(job.payload.file.slice(5)));
  });
});

describe('a bulk file with an Idempotency-Key', () => {
  it('is answered as the first time by any process, without being read', async () => {
    const key = { 'idempotency-key': 'once' };
    const first = expectStatus(await ingest(lines, key), 202);
    await unchanged(async () => {
      const again = upload(strict, { ...key, 'content-length': '900000' });
      const { status, headers, body } = await again.answer;
      expect({ status, body }).toEqual({ status: 202, body: first });
      expect(headers['idempotency-replay']).toBe('true');
      expect(headers.location).toBe(`/api/v1/jobs/${first.id}`);
      again.cut();
    });
  });

  it('makes one job when it comes to two processes at once', async () => {
    const files = await filesIn('bulk');
    const jobs = await jobCount();
    const both = [parley, strict].map((app) => upload(app, { 'idempotency-key': 'twice' }));
    await Promise.all(both.map((one) => one.send(lines.slice(0, 500))));
    await waitFor('both to come', async () => (await filesIn(UNFINISHED)).length === 2);
    const answers = await Promise.all(both.map((one) => one.end(lines.slice(500))));
    for (const { status } of answers) expect([202, 409]).toContain(status);
    expect(new Set(answers.filter(({ status }) => status === 202).map(({ body }) => body['id'])).size).toBe(1);
    expect(await jobCount()).toBe(jobs + 1);
    expect(await filesIn('bulk')).toHaveLength(files.length + 1);
  });

  it('can be sent again when it was refused', async () => {
    const key = { 'idempotency-key': 'corrected', 'content-type': 'application/json' };
    expectProblem(await ingest('[1]', key), 400, 'request.malformed');
    expectStatus(await ingest('[{}]', key), 202);
  });
});

describe('the backlog', () => {
  it('refuses one who has his share before his file is read, and lets others have theirs', async () => {
    for (let job = 0; job < 2; job += 1) expectStatus(await ingest(lines), 202);
    await unchanged(async () => {
      const refused = upload(strict, { 'content-length': '900000' });
      const { status, headers, body } = await refused.answer;
      expect({ status, code: body['code'] }).toEqual({ status: 429, code: 'bulk.backlog' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      refused.cut();
    });
    const other = await upload(strict, {}, tokens['otto']).end(lines);
    expect(other.status).toBe(202);
    expect((await upload(strict, {}, tokens['otto']).end(lines)).status).toBe(429);
  });

  it('lets no more in than there is room for, however many come at once', async () => {
    const files = await filesIn('bulk');
    const three = [1, 2, 3].map(() => upload(strict));
    await Promise.all(three.map((one) => one.send(lines.slice(0, 500))));
    await waitFor('all to come', async () => (await filesIn(UNFINISHED)).length === 3);
    const answers = await Promise.all(three.map((one) => one.end(lines.slice(500))));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 429]);
    expect(await filesIn('bulk')).toHaveLength(files.length + 2);
  });

  it('takes four files of one sender at a time', async () => {
    const four = [1, 2, 3, 4].map(() => upload(parley));
    await Promise.all(four.map((one) => one.send('{')));
    await waitFor('all to come', async () => (await filesIn(UNFINISHED)).length === 4);
    expect(await upload(parley).answer).toMatchObject({ status: 429, body: { code: 'bulk.backlog' } });
    four.forEach((one) => one.cut());
    await waitFor('nothing to be left', async () => (await filesIn(UNFINISHED)).length === 0);
    expectStatus(await ingest(lines), 202);
  });
});

describe('what was rejected', () => {
  let id: string;
  beforeAll(async () => {
    id = expectStatus(await ingest(lines), 202).id;
    await runSql(
      parley.database,
      `INSERT INTO bulk_rejections SELECT $1, line, CASE WHEN line > 1 THEN 'x-' || line END, 'request.invalid',
         '=cmd' || line FROM generate_series(1, 2500) AS line`,
      [id],
    );
  });

  it('is downloaded by line, as CSV that no spreadsheet takes for formulas, or as NDJSON', async () => {
    const csv = await as('maria').download(`/calls/bulk/${id}/rejections`);
    expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="rejections-${id}.csv"`);
    const rows = csv.body.trimEnd().split('\r\n');
    expect(rows.slice(0, 3)).toEqual([
      'line,externalId,code,reason',
      "1,,request.invalid,'=cmd1",
      "2,x-2,request.invalid,'=cmd2",
    ]);
    expect(rows).toHaveLength(2_501);
    const ndjson = await as('maria').download(`/calls/bulk/${id}/rejections?format=ndjson`);
    const parsed = ndjson.body
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row) as { line: number });
    expect(parsed[0]).toEqual({ line: 1, externalId: null, code: 'request.invalid', reason: '=cmd1' });
    expect(parsed.map(({ line }) => line)).toEqual(Array.from({ length: 2_500 }, (_, index) => index + 1));
  });

  it('is for its owner and for those who manage jobs alone', async () => {
    const path = `/calls/bulk/${id}/rejections`;
    expectProblem(await as('otto').get(path), 404, 'bulk.not_found');
    const nobodys = '/calls/bulk/01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d/rejections';
    expectProblem(await as('maria').get(nobodys), 404, 'bulk.not_found');
    await runSql(parley.database, `UPDATE users SET role = 'admin' WHERE username = 'otto'`);
    const manager = new RestClient(parley.url, await login('otto'));
    expect((await manager.download(`${path}?format=ndjson`)).status).toBe(200);
  });
});

async function login(username: string): Promise<string> {
  const answer = await new RestClient(parley.url).post<{ access_token: string }>('/auth/login', {
    username,
    password: PASSWORD,
  });
  return expectStatus(answer, 200).access_token;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
