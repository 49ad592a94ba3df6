import { Database } from '../../../src/core/database/database';
import { uuidv7 } from '../../../src/core/database/ids';
import { NEWEST_FIRST } from '../../../src/modules/calls/call-filters';
import { CallsRepository } from '../../../src/modules/calls/calls.repository';
import { CallsService } from '../../../src/modules/calls/calls.service';
import { CorrectionsService } from '../../../src/modules/calls/corrections/corrections.service';
import { UtteranceDto } from '../../../src/modules/calls/dto/utterance.dto';
import { toNewCall, toNewUtterance } from '../../../src/modules/calls/new-call';
import { SearchService } from '../../../src/modules/calls/search/search.service';
import { MAX_SEARCHED_LENGTH } from '../../../src/modules/calls/search/terms.query';
import { startTestApp, TestApp } from '../../support/app';
import { explaining, PlanNode } from '../../support/plans';
import { runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(120_000);

describe('the search among calls in Postgres', () => {
  let parley: TestApp;

  beforeAll(async () => {
    parley = await startTestApp({ SEARCH_REFRESH_MS: '60000' });
  }, 60_000);
  afterAll(() => parley.close());

  const calls = () => parley.app.get(CallsService);
  const say = (seq: number, text: string): UtteranceDto => ({ seq, speaker: 'agent', text });
  const create = async (texts: string[], language = 'en') =>
    (await calls().create(toNewCall({ language, utterances: texts.map((text, index) => say(index + 1, text)) }), 'api'))
      .call.id;
  const list = async (q: string, repository = parley.app.get(CallsRepository)) => {
    const search = await parley.app.get(SearchService).plan(q);
    return repository.list({ filters: {}, order: NEWEST_FIRST, search, limit: 50, offset: 0 });
  };
  /** Behind a tab come the figures. */
  const callOf = (item: string) => JSON.parse(item.split('\t')[0] ?? '') as { id: string };
  const found = async (q: string) => (await list(q)).items.map((item) => callOf(item).id);

  it('takes each call by its own language, all in one archive', async () => {
    const english = await create(['He was running to the bank.'], 'en-GB');
    const german = await create(['Die Banken sind geschlossen, running gag.'], 'de');
    const french = await create(['Les banques sont fermées.'], 'fr-CA');
    expect(await found('runs')).toEqual([english]);
    expect(await found('geschlossene')).toEqual([german]);
    expect(await found('fermée')).toEqual([french]);
    expect((await found('running')).sort()).toEqual([english, german].sort());
  });

  it('never fails what it cannot index whole: the longest calls are created, appended to, corrected and found', async () => {
    const words = (seq: number) => Array.from({ length: 1_800 }, (_, n) => `w${seq}x${n}`).join(' ');
    const long = Array.from({ length: 100 }, (_, index) => words(index + 1));
    expect(long.join('').length).toBeGreaterThan(2 * MAX_SEARCHED_LENGTH);
    const id = await create(['Quite unmistakable.', ...long]);
    expect(await found('unmistakable')).toEqual([id]);
    expect(await found('w2x1')).toEqual([id]);
    expect(await found('w99x1')).toEqual([]);
    const sql = 'SELECT length(terms) AS kept FROM call_search WHERE call_id = $1';
    const [row] = await runSql<{ kept: number }>(parley.database, sql, [id]);
    expect(row?.kept).toBeLessThanOrEqual(MAX_SEARCHED_LENGTH + long.length * 10);
    const live = (await calls().create(toNewCall({ language: 'en' }), 'api')).call.id;
    for (let seq = 1; seq <= long.length; seq += 1) {
      await calls().append(live, [toNewUtterance(say(seq, long[seq - 1] as string))]);
    }
    await calls().complete(live);
    const started = performance.now();
    const by = { userId: uuidv7(), username: 'maria' };
    const occasion = { callId: live, expectedVersion: 1, by };
    await parley.app.get(CorrectionsService).correctText(occasion, 1, 'Corrected to incomparable.');
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(await found('incomparable')).toEqual([live]);
  });

  it('finds what was said in a live call whose process was killed, by the sweep of another', async () => {
    const { id } = (await calls().create(toNewCall({ language: 'en' }), 'api')).call;
    await calls().append(id, [toNewUtterance(say(1, 'A rhinoceros called.'))]);
    expect(await found('rhinoceros')).toEqual([]);
    const other = await startTestApp({ SEARCH_REFRESH_MS: '50' }, parley.database);
    try {
      await waitFor(
        'the sweep',
        () => found('rhinoceros'),
        10_000,
        ([first]) => first === id,
      );
    } finally {
      await other.close();
    }
  });

  it('goes to the index of documents, whatever share of the calls it finds', async () => {
    await runSql(
      parley.database,
      `WITH made AS (
         INSERT INTO calls (id, content_digest, status, started_at, tags, metadata, source, stream_state)
         SELECT gen_random_uuid(), '\\x00', 'completed', timestamptz '2020-01-01' + make_interval(mins => n), '{}', '{}', 'test', '{}'
         FROM generate_series(1, 5000) AS n RETURNING id, started_at)
       INSERT INTO call_search (call_id, started_at, last_position, language, document, terms)
       SELECT id, started_at, 0, 'english', array_to_tsvector(ARRAY['english:' || CASE WHEN random() < 0.5 THEN 'often' ELSE 'els' END]), '1 often '
       FROM made`,
    );
    await runSql(parley.database, 'ANALYZE');
    const plan: PlanNode[] = [];
    const observed = explaining(parley.app.get(Database), parley.database, plan);
    for (const q of ['often', 'rarest', 'often -rarest']) {
      plan.splice(0);
      await list(q, new CallsRepository(observed));
      expect(plan.map((node) => node['Index Name'])).toContain('call_search_document_idx');
      const scanned = plan.filter(({ 'Node Type': type }) => type === 'Seq Scan');
      expect(scanned.map((node) => node['Relation Name'])).not.toContain('call_search');
    }
  });
});
