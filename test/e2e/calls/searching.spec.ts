import { PageOf } from '../../../src/core/database/paging';
import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { ListedCallDto } from '../../../src/modules/calls/dto/search-hit.dto';
import { TranscriptDto } from '../../../src/modules/calls/dto/transcript.dto';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

type Page = PageOf<ListedCallDto>;

const TEXTS: Record<string, { language?: string; says: string[] }> = {
  card: { language: 'en-US', says: ['I have lost my card.', 'Which cards were lost?', 'The one for refunds.'] },
  reversed: { language: 'en', says: ['The card is gone.', 'It was lost yesterday, cards and all.'] },
  refund: { language: 'en-GB', says: ['I want a refund now!', 'We are refunding everything.', 'Thanks.'] },
  across: { language: 'en', says: ['This was a wrong', 'number, sorry.'] },
  long: { language: 'en', says: ['Please hold the line while I look into your account, madam.'] },
  broken: { language: 'en', says: ['Hold the line.', 'The line while waiting.', 'I look into your account.'] },
  markup: { language: 'en', says: ['<script>alert("zebra & co")</script> <mark>fake</mark> zebra\u0001!'] },
  german: { language: 'de-AT', says: ['Die Rechnungen sind falsch.', 'Ich möchte kündigen.'] },
  untold: { says: ['Die Rechnung was not running.', 'thank you'] },
  japanese: { language: 'ja', says: ['parley さん'] },
};

describe('searching calls', () => {
  let parley: TestApp;
  let reader: RestClient;
  let writer: RestClient;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    parley = await startTestApp({ SEARCH_REFRESH_MS: '50' });
    [reader, writer] = [restAs(parley, 'viewer'), restAs(parley, 'user')];
    for (const [name, { language, says }] of Object.entries(TEXTS)) {
      const utterances = says.map((text, index) => ({
        ...{ seq: index + 1, speaker: index % 2 ? 'agent' : 'customer', text },
        ...{ startMs: index * 1000, endMs: index * 1000 + 900 },
      }));
      const call = expectStatus(await writer.post<CallDto>('/calls', { externalId: name, language, utterances }), 201);
      ids.set(call.id, name);
    }
  }, 60_000);
  afterAll(() => parley.close());

  const search = async (q: string, more = '') =>
    expectStatus(await reader.get<Page>(`/calls?q=${encodeURIComponent(q)}${more}`), 200);
  const found = async (q: string) => (await search(q)).items.map(({ externalId }) => externalId ?? '').sort();
  const transcript = async (name: string, q: string) => {
    const id = [...ids].find(([, known]) => known === name)?.[0];
    return expectStatus(await reader.get<TranscriptDto>(`/calls/${id}/transcript?q=${encodeURIComponent(q)}`), 200);
  };

  it.each([
    ['card', ['card', 'reversed']],
    ['CARDS', ['card', 'reversed']],
    ['card refund', ['card']],
    ['refunded', ['card', 'refund']],
    ['card -refund', ['reversed']],
    ['card -yesterday -refunds', []],
    ['"lost card"', []],
    ['"lost my card"', ['card']],
    ['"lost my cards" which', ['card']],
    ['lost -"lost my card"', ['reversed']],
    ['"wrong number"', []],
    ['wrong number', ['across']],
    ['"hold the line while I look into your account"', ['long']],
    ['"hold the line"', ['broken', 'long']],
    ['account -"hold the line while I look"', ['broken']],
    ['refun*', ['card', 'refund']],
    ['refunding*', ['card', 'refund']],
    ['yester*', ['reversed']],
    ['card -refu*', ['reversed']],
    ['zebra', ['markup']],
    ['script', ['markup']],
    ['rechnung', ['german', 'untold']],
    ['rechnungen', ['german']],
    ['kündige', ['german']],
    ['run', []],
    ['running', ['untold']],
    ['"thank you"', ['refund', 'untold']],
    ['parley', ['japanese']],
    ['card the', ['card', 'reversed']],
    ['nowhere', []],
  ])('finds by %s', async (q, expected) => {
    expect(await found(q)).toEqual(expected);
    expect((await search(q)).total).toBe(expected.length);
  });

  it('shows the first utterances that hold any of the words, and how many do', async () => {
    const [call] = (await search('card lost refund')).items;
    expect(call).toMatchObject({
      hitCount: 3,
      hits: [
        {
          seq: 1,
          startMs: 0,
          endMs: 900,
          speaker: 'customer',
          snippet: 'I have <mark>lost</mark> my <mark>card</mark>.',
        },
        { seq: 2, speaker: 'agent', snippet: 'Which <mark>cards</mark> were <mark>lost</mark>?' },
        { seq: 3, snippet: 'The one for <mark>refunds</mark>.' },
      ],
    });
    const { items } = expectStatus(await reader.get<Page>('/calls'), 200);
    expect(items.map(Object.keys)).not.toContainEqual(expect.arrayContaining(['hits']));
  });

  it('answers snippets that a page can insert, whatever was said', async () => {
    const [call] = (await search('zebra')).items;
    expect(call?.hits?.[0]?.snippet).toBe(
      '&lt;script&gt;alert(&quot;<mark>zebra</mark> &amp; co&quot;)&lt;/script&gt; &lt;mark&gt;fake&lt;/mark&gt; <mark>zebra</mark> !',
    );
  });

  it('marks in a transcript what the list finds', async () => {
    const { utterances } = await transcript('card', 'card refun*');
    const marks = utterances.map(({ text, hits }) => hits?.map(({ start, end }) => text.slice(start, end)));
    expect(marks).toEqual([['card'], ['cards'], ['refunds']]);
    const markup = (await transcript('markup', 'zebra')).utterances[0];
    expect(markup?.hits?.map(({ start, end }) => markup.text.slice(start, end))).toEqual(['zebra', 'zebra']);
    expect((await transcript('german', 'rechnung')).utterances.map(({ hits }) => hits)).toEqual([
      [{ start: 4, end: 14 }],
      undefined,
    ]);
    expect((await transcript('long', '"hold the account"')).utterances[0]).not.toHaveProperty('hits');
  });

  it('finds what is said in a live call soon, and when it is completed at once', async () => {
    const { id } = expectStatus(await writer.post<CallDto>('/calls', { externalId: 'live', language: 'en' }), 201);
    const say = async (seq: number, text: string) =>
      expectStatus(
        await writer.post(`/calls/${id}/utterances`, { utterances: [{ seq, speaker: 'agent', text }] }),
        200,
      );
    await say(1, 'The weather is marvellous.');
    await waitFor(
      'the call to be found',
      () => found('marvellous'),
      5_000,
      (names) => names.includes('live'),
    );
    await say(2, 'An umbrella is useless.');
    expectStatus(await writer.post(`/calls/${id}/complete`), 200);
    expect(await found('umbrellas marvellous')).toEqual(['live']);
    expectStatus(await restAs(parley, 'admin').delete(`/calls/${id}`), 204);
    expect(await found('umbrella')).toEqual([]);
    expect(await countRows(parley.database, 'call_search')).toBe(ids.size);
  });

  it.each(['-startedAt', 'startedAt', '-durationMs', 'durationMs', 'sentiment', '-sentiment'])(
    'walks through what is found by cursor and by offset alike, sorted by %s',
    async (sort) => {
      const all = (await search('card*', `&sort=${sort}&limit=200`)).items;
      const walked: ListedCallDto[] = [];
      for (let cursor = ''; ;) {
        const page = await search('card*', `&sort=${sort}&limit=1${cursor}`);
        walked.push(...page.items);
        if (page.nextCursor === null) break;
        cursor = `&cursor=${page.nextCursor}`;
      }
      expect(walked).toEqual(all);
      expect(all).toHaveLength(2);
      expect((await search('card*', `&sort=${sort}&limit=1&offset=1`)).items).toEqual(all.slice(1));
    },
  );

  it('combines a search with filters', async () => {
    expect((await search('card', '&maxDurationMs=2000')).items.map(({ externalId }) => externalId)).toEqual([
      'reversed',
    ]);
    expect(await search('card', '&direction=inbound')).toMatchObject({ items: [], total: 0, nextCursor: null });
  });

  it.each([
    '',
    ' ',
    '.',
    '""',
    '*',
    '-',
    '"!"',
    '-card',
    '-"lost card" -x',
    'the',
    'a*',
    'c*rd',
    `${'a '.repeat(30)}`,
    'x'.repeat(201),
    'a\u0000b',
  ])('refuses %j, naming q', async (q) => {
    const problem = expectProblem(await reader.get(`/calls?q=${encodeURIComponent(q)}`), 400, 'request.invalid');
    expect(problem.errors?.map(({ field }) => field)).toEqual(['q']);
  });

  it.each([
    "'",
    "card' & !'x",
    'card:*',
    'a\\b',
    "it's",
    '<->',
    'card | !',
    '😀 card',
    '"unclosed card',
    '((',
    '%_\\',
    'card<1>lost',
    '日本語',
    'card:A',
    'e-mail* x',
    'http://a.b/c?d=e&f',
    '--card',
    "O'Neil\\'; DROP TABLE calls",
  ])('answers %j without an error of its own', async (q) => {
    const { status } = await reader.get(`/calls?q=${encodeURIComponent(q)}`);
    expect([200, 400]).toContain(status);
    const [id] = [...ids.keys()];
    expect([200, 400]).toContain((await reader.get(`/calls/${id}/transcript?q=${encodeURIComponent(q)}`)).status);
  });
});
