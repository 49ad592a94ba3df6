import { rmSync } from 'node:fs';
import { Database } from '../../../src/core/database/database';
import { ActiveRuns } from '../../../src/core/queues/running/active-runs';
import { JobControl } from '../../../src/core/queues/control/job-control';
import { BulkWriter } from '../../../src/modules/calls/bulk/bulk-writer';
import { Account, makeAccount } from '../../support/accounts';
import { startTestApp, TestApp } from '../../support/app';
import { ended, ingested, orderIngest, realCalls, storageDirectory, storeFile, storedCounts } from '../../support/bulk';
import { runSql } from '../../support/rows';
import { utterances } from '../../support/samples';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(60_000);

/** What the formats of COPY, arrays and JSON each have their own way with. */
const AWKWARD = [
  '\\N',
  '\\.',
  'a\tb\r\nc\\d',
  '"quoted" {and, braced}',
  "it's 100% — naïve 😀",
  '\u0001\u001f',
  'NULL',
  'that is bad :\\ and sad :{ but nice :}',
];

const awkwardCalls = [
  {
    language: 'de',
    customer: '\\N',
    tags: AWKWARD,
    metadata: { [AWKWARD[2] as string]: [null, true, -0, 1e21, { deep: AWKWARD }] },
    utterances: AWKWARD.map((text, index) => ({ seq: AWKWARD.length - index, speaker: 'other', text })),
  },
  {
    startedAt: '2026-03-01T09:30:00.123456+02:00',
    endedAt: '2026-03-01T10:00:00Z',
    utterances: [...utterances(2, 30), ...utterances(20, 40), ...utterances(1, 1)],
  },
  { language: 'xx-unknown', direction: 'outbound', agent: { externalId: 'nameless' }, utterances: utterances(1, 1) },
];

describe('a bulk ingest', () => {
  const directory = storageDirectory();
  let parley: TestApp;
  let owner: Account;

  beforeAll(async () => {
    parley = await startTestApp({ STORAGE_DIR: directory, JOB_POLL_MS: '200' });
    owner = await makeAccount(parley, 'owner', 'user');
  }, 60_000);
  afterAll(async () => {
    await parley.close();
    rmSync(directory, { recursive: true });
  });
  afterEach(() => runSql(parley.database, 'DELETE FROM calls; DELETE FROM agents; DELETE FROM search_languages'));

  const ingest = (rows: unknown[]) => ingested(parley, owner.id, rows);
  const call = (number: number, changes: object = {}) => ({
    ...{ externalId: `call-${number}`, agent: { externalId: `agent-${number % 3}` }, language: 'en' },
    ...{ startedAt: '2026-01-01T00:00:00Z', utterances: utterances(number, number + 2), ...changes },
  });
  const rejections = (jobId: string) =>
    runSql<{ line: number; external_id: string | null; code: string; reason: string }>(
      parley.database,
      'SELECT line, external_id, code, reason FROM bulk_rejections WHERE job_id = $1 ORDER BY line',
      [jobId],
    );

  it('stores column by column what POST /calls stores', async () => {
    const startedAt = '2026-01-01T00:00:00Z';
    const calls = [...realCalls(), ...awkwardCalls].map((one, number) => ({ startedAt, ...one, number }));
    const named = (way: string) => calls.map(({ number, ...one }) => ({ ...one, externalId: `${way}-${number}` }));
    for (const one of named('posted')) await owner.rest.post('/calls', one);
    expect(await ingest(named('bulk'))).toEqual({
      total: calls.length,
      accepted: calls.length,
      duplicates: 0,
      rejected: 0,
    });
    const rowsOf = (way: string) => runSql(parley.database, ALL_COLUMNS, [`${way}-%`, way]);
    const stored = await rowsOf('bulk');
    expect(stored).toHaveLength(calls.length);
    expect(stored).toEqual(await rowsOf('posted'));
    const sources = 'SELECT DISTINCT source FROM calls WHERE external_id LIKE $1';
    expect(await runSql(parley.database, sources, ['bulk-%'])).toEqual([{ source: 'bulk' }]);
  });

  it('takes the same call once: within a batch, across batches, runs and POST /calls, with and without an id', async () => {
    const nameless = call(900, { externalId: undefined });
    await owner.rest.post('/calls', call(1));
    const rows = [call(1), call(2), call(2), nameless, ...numbers(3, 250).map((n) => call(n)), nameless, call(2)];
    expect(await ingest(rows)).toEqual({ total: 254, accepted: 250, duplicates: 4, rejected: 0 });
    expect(await ingest(rows)).toEqual({ total: 254, accepted: 0, duplicates: 254, rejected: 0 });
    const other = call(7, { externalId: 'call-7', customer: 'another', agent: { externalId: 'agent-of-none' } });
    expect(await ingest([call(7), other])).toEqual({ total: 2, accepted: 0, duplicates: 1, rejected: 1 });
    expect(await storedCounts(parley)).toEqual({ calls: 251, utterances: 251 * 3, incomplete: 0 });
    expect(await runSql(parley.database, "SELECT FROM agents WHERE external_id = 'agent-of-none'")).toEqual([]);
  });

  it('keeps the reasons of the first hundred thousand rejected rows, and counts them all', async () => {
    const id = await orderIngest(parley, owner.id, await storeFile(parley, [{}]));
    await ended(parley, id);
    const rejected = [2, 3, 4].map((line) => ({ line, externalId: null, code: 'c', reason: 'r' }));
    const batch = { heads: [], rejections: rejected, calls: Buffer.alloc(0), utterances: Buffer.alloc(0), ends: [] };
    const write = (before: number) =>
      parley.app
        .get(Database)
        .transaction((tx) =>
          parley.app
            .get(BulkWriter, { strict: false })
            .write(tx, id, batch as never, { accepted: 0, duplicates: 0, rejected: before }),
        );
    expect(await write(99_999)).toEqual({ accepted: 0, duplicates: 0, rejected: 3 });
    expect((await rejections(id)).map(({ line }) => line)).toEqual([1, 2]);
    expect(await write(5_000_000 - 3)).toMatchObject({ rejected: 3 });
    expect(await rejections(id)).toHaveLength(2);
  });

  it('rejects rows one by one, each with its line and its reason, and stores the others', async () => {
    const bad = call(2, { utterances: [{ seq: 1, speaker: 'agent', text: '' }] });
    const rows = [
      call(1),
      '{"externalId": "broken", "utterances": [',
      '[]',
      bad,
      { externalId: 'live' },
      '{"externalId":"nul","utterances":[{"seq":1,"speaker":"agent","text":"a\\u0000b"}]}',
      '{"externalId":"half","utterances":[{"seq":1,"speaker":"agent","text":"\\ud83d"}]}',
      `{"metadata":${'['.repeat(40)}${']'.repeat(40)}}`,
      call(3, { utterances: [utterances(1, 1)[0], { seq: 1, speaker: 'agent', text: 'other words' }] }),
      call(4, { utterances: Array.from({ length: 101 }, (_, n) => ({ seq: n + 1, speaker: 'agent', text: LONG })) }),
      call(1, { customer: 'another' }),
      call(5, { surprise: true }),
      call(6),
    ];
    const id = await orderIngest(parley, owner.id, await storeFile(parley, rows));
    expect((await ended(parley, id)).result).toEqual({ total: 13, accepted: 2, duplicates: 0, rejected: 11 });
    const listed = (await rejections(id)).map(({ line, external_id, code, reason }) => [
      line,
      external_id,
      code,
      reason,
    ]);
    expect(listed).toEqual([
      [2, null, 'request.malformed', expect.stringMatching(/^The row is not valid JSON at line 1, column 41: /)],
      [3, null, 'request.malformed', 'The row must be a JSON object.'],
      [4, 'call-2', 'request.invalid', expect.stringMatching(/^utterances\.0\.text must be/)],
      [5, 'live', 'request.invalid', 'utterances must be given: a bulk ingest takes completed calls only.'],
      [6, null, 'request.invalid', expect.stringMatching(/^utterances\.0\.text must/)],
      [7, null, 'request.invalid', expect.stringMatching(/^utterances\.0\.text must/)],
      [8, null, 'request.too_deep', expect.stringContaining('32 levels')],
      [9, 'call-3', 'calls.utterance_conflict', expect.stringContaining('Utterance 1')],
      [10, 'call-4', 'calls.too_long', expect.stringContaining('characters')],
      [11, 'call-1', 'calls.external_id_taken', 'The externalId call-1 belongs to another call.'],
      [12, 'call-5', 'request.invalid', 'surprise is not a known field.'],
    ]);
    expect(await storedCounts(parley)).toEqual({ calls: 2, utterances: 6, incomplete: 0 });
  });

  it('stores each call once when the same file is ingested twice at once, beside POST /calls of its agents', async () => {
    const rows = numbers(1, 600).map((n) => call(n, { agent: { externalId: `agent-${(n * 7) % 100}` } }));
    const files = [await storeFile(parley, rows), await storeFile(parley, [...rows].reverse())];
    const jobs = await Promise.all(files.map((file) => orderIngest(parley, owner.id, file)));
    const posted = Promise.all(
      numbers(0, 99).map((n) =>
        owner.rest.post('/calls', call(n + 1, { externalId: `p-${n}`, agent: { externalId: `agent-${n}` } })),
      ),
    );
    const results = (await Promise.all(jobs.map((id) => ended(parley, id)))).map(({ result }) => result);
    await posted;
    const sum = (name: string) => results.reduce((total, result) => total + Number(result?.[name]), 0);
    expect([sum('accepted'), sum('duplicates'), sum('rejected')]).toEqual([600, 600, 0]);
    expect(await storedCounts(parley)).toEqual({ calls: 700, utterances: 2_100, incomplete: 0 });
  });

  it('is cancelled within two seconds, and leaves whole batches or nothing', async () => {
    const rows = numbers(1, 3_000).map((n) => call(n, { utterances: utterances(n, n + 40) }));
    const id = await orderIngest(parley, owner.id, await storeFile(parley, rows));
    await waitFor(
      'the first batch',
      async () => (await runSql(parley.database, 'SELECT FROM calls LIMIT 1')).length > 0,
      20_000,
    );
    const { app } = parley;
    await app.get(Database).transaction((tx) => app.get(JobControl).cancel(tx, id));
    const asked = performance.now();
    await waitFor(
      'the run to end',
      () => !app.get(ActiveRuns, { strict: false }).all.some((run) => run.id === id),
      5_000,
    );
    expect(performance.now() - asked).toBeLessThan(2_000);
    const { calls, incomplete } = await storedCounts(parley);
    const sql = "SELECT (checkpoint->>'accepted')::int AS accepted, status FROM jobs WHERE id = $1";
    expect(await runSql(parley.database, sql, [id])).toEqual([{ accepted: calls, status: 'cancelled' }]);
    expect([incomplete, calls < 3_000]).toEqual([0, true]);
  });

  it('fails when its file holds something else than was announced, or is gone', async () => {
    const file = await storeFile(parley, [call(1), call(2)]);
    const shorter = await orderIngest(parley, owner.id, { ...file, rows: 3 });
    expect(await ended(parley, shorter)).toMatchObject({ status: 'failed', errorCode: 'calls.bulk_file_changed' });
    const missing = { ...file, file: file.file.replace(/.{4}$/, '0000') };
    const gone = await orderIngest(parley, owner.id, missing);
    expect(await ended(parley, gone)).toMatchObject({ status: 'failed', errorCode: 'calls.bulk_file_missing' });
  });

  it('fails when its owner may not write calls any more', async () => {
    const file = await storeFile(parley, [call(1)]);
    const viewer = await makeAccount(parley, 'demoted', 'viewer');
    const id = await orderIngest(parley, viewer.id, file);
    expect(await ended(parley, id)).toMatchObject({ status: 'failed', errorCode: 'job.owner_not_permitted' });
    expect((await storedCounts(parley)).calls).toBe(0);
  });
});

const LONG = 'x'.repeat(20_000);

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Everything that is stored of a call, but for what is a matter of when and by which way it came. */
const ALL_COLUMNS = `
  SELECT to_jsonb(c) - '{id,source,created_at,updated_at,external_id}'::text[] AS call, replace(c.external_id, $2, '') AS number,
    (SELECT jsonb_agg(to_jsonb(u) - '{call_id,created_at}'::text[]
        || jsonb_build_object('timed', u.words IS NOT NULL, 'judged', u.vendor_sentiment IS NOT NULL) ORDER BY u.seq)
      FROM utterances u WHERE u.call_id = c.id) AS utterances,
    (SELECT to_jsonb(s) - 'call_id' FROM call_search s WHERE s.call_id = c.id) AS search,
    (SELECT language FROM search_languages l JOIN call_search s USING (language) WHERE s.call_id = c.id) AS language
  FROM calls c WHERE c.external_id LIKE $1 ORDER BY number`;
