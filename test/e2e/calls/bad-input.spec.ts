import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { startTestApp, TestApp } from '../../support/app';
import { CallSocket, closeCallSockets, errorOf } from '../../support/call-socket';
import { restAs, tokenFor } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows } from '../../support/rows';
import { utterance } from '../../support/samples';

const NUL = 'a\0b';
const HALF = 'a\ud83db';
const deep = (levels: number): object => (levels === 1 ? { end: 1 } : { a: deep(levels - 1) });
const sized = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

/** What is wrong, the body, and the fields the answer names. */
type Case = [what: string, change: object, fields: string[]];

const wrongCalls: Case[] = [
  ['an unknown field', { surprise: 1 }, ['surprise']],
  ['an unknown field of the agent', { agent: { externalId: 'a', role: 'admin' } }, ['agent.role']],
  ['an agent that is a text', { agent: 'agent-17' }, ['agent']],
  ['an agent that is a list', { agent: [] }, ['agent']],
  ['an agent without id', { agent: { name: 'Ada' } }, ['agent.externalId']],
  ['an empty externalId', { externalId: '' }, ['externalId']],
  ['a long externalId', { externalId: 'x'.repeat(201) }, ['externalId']],
  ['an externalId that is a number', { externalId: 7 }, ['externalId']],
  ['an unknown status', { status: 'ended' }, ['status']],
  ['a status of prototypes', { status: 'toString' }, ['status']],
  ['an unknown direction', { direction: 'sideways' }, ['direction']],
  ['a language that is a sentence', { language: 'English, please' }, ['language']],
  ['the year 0', { startedAt: '0000-01-01T00:00:00Z' }, ['startedAt']],
  ['the year 1969', { startedAt: '1969-12-31T23:59:59Z' }, ['startedAt']],
  ['the year 2101', { startedAt: '2101-01-01T00:00:00Z' }, ['startedAt']],
  ['30 February', { startedAt: '2026-02-30T00:00:00Z' }, ['startedAt']],
  ['the 13th month', { startedAt: '2026-13-01T00:00:00Z' }, ['startedAt']],
  ['25 o’clock', { startedAt: '2026-01-01T25:00:00Z' }, ['startedAt']],
  ['a time without zone', { startedAt: '2026-01-01T00:00:00' }, ['startedAt']],
  ['a day without time', { startedAt: '2026-01-01' }, ['startedAt']],
  ['a time in milliseconds', { startedAt: 1_700_000_000_000 }, ['startedAt']],
  ['51 tags', { tags: Array.from({ length: 51 }, (_, n) => `t${n}`) }, ['tags']],
  ['10,000 tags', { tags: Array.from({ length: 10_000 }, (_, n) => `t${n}`) }, ['tags']],
  ['a tag twice', { tags: ['a', 'a'] }, ['tags']],
  ['an empty tag', { tags: ['a', ''] }, ['tags']],
  ['tags in a text', { tags: 'a,b' }, ['tags']],
  ['a tag that is a list', { tags: [['a']] }, ['tags']],
  ['10,001 bytes of metadata', { metadata: sized(10_001) }, ['metadata']],
  ['metadata of six levels', { metadata: deep(6) }, ['metadata']],
  ['metadata that is a list', { metadata: [1] }, ['metadata']],
  ['metadata with a number too large to keep', { metadata: { a: 1 } }, ['metadata']],
  ['a completed call without utterances', { status: 'completed' }, ['utterances']],
  ['a live call with utterances', { status: 'live', utterances: [utterance(1)] }, ['utterances']],
  ['no utterances in the list', { utterances: [] }, ['utterances']],
  [
    'utterances in an object',
    { utterances: { 0: {} } },
    ['utterances', 'utterances.0', 'utterances.seq', 'utterances.speaker', 'utterances.text'],
  ],
  ['an utterance that is null', { utterances: [null] }, ['utterances', 'utterances.0']],
  ['an end of a live call', { startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:00:01Z' }, ['endedAt']],
  ['an end without start', { endedAt: '2026-01-01T00:00:01Z', utterances: [utterance(1)] }, ['endedAt']],
];

const wrongUtterances: Case[] = [
  ['an unknown field', { surprise: 1 }, ['surprise']],
  ['seq 0', { seq: 0 }, ['seq']],
  ['seq -1', { seq: -1 }, ['seq']],
  ['seq 1.5', { seq: 1.5 }, ['seq']],
  ['seq "1"', { seq: '1' }, ['seq']],
  ['seq null', { seq: null }, ['seq']],
  ['seq beyond a billion', { seq: 1_000_000_001 }, ['seq']],
  ['an unknown speaker', { speaker: 'robot' }, ['speaker']],
  ['no speaker', { speaker: undefined }, ['speaker']],
  ['an end before the start', { startMs: 1_000, endMs: 999 }, ['endMs']],
  ['a start without end', { startMs: 1_000, endMs: null }, ['endMs']],
  ['an end without start', { startMs: null, endMs: 1_000 }, ['endMs']],
  ['a start before 0', { startMs: -1, endMs: 5 }, ['startMs']],
  ['times of half milliseconds', { startMs: 0.5, endMs: 1.5 }, ['startMs', 'endMs']],
  ['times in texts', { startMs: '0', endMs: '1' }, ['startMs', 'endMs']],
  ['an end after a day', { startMs: 0, endMs: 86_400_001 }, ['endMs']],
  ['no text', { text: '' }, ['text']],
  ['a text of 20,001 characters', { text: 'x'.repeat(20_001) }, ['text']],
  ['a text that is an object', { text: { toString: 'x' } }, ['text']],
  ['words in a text', { words: 'hello' }, ['words']],
  ['a word without times', { words: [{ text: 'a' }] }, ['words']],
  ['a word that ends before it starts', { words: [{ text: 'a', startMs: 5, endMs: 4 }] }, ['words']],
  ['an unknown field of a word', { words: [{ text: 'a', startMs: 5, endMs: 6, pitch: 1 }] }, ['words']],
  ['a confidence of 2', { words: [{ text: 'a', startMs: 5, endMs: 6, confidence: 2 }] }, ['words']],
  ['5,001 words', { words: Array(5_001).fill({ text: 'a', startMs: 5, endMs: 6 }) }, ['words']],
  ['an unknown field of the vendor sentiment', { vendorSentiment: { mood: 'x' } }, ['vendorSentiment.mood']],
  ['a vendor score in a text', { vendorSentiment: { score: '1' } }, ['vendorSentiment.score']],
];

/** Every text field of the two bodies, by its path. */
const texts: [field: string, body: (text: string) => object][] = [
  ['externalId', (text) => ({ externalId: text })],
  ['agent.externalId', (text) => ({ agent: { externalId: text } })],
  ['agent.name', (text) => ({ agent: { externalId: 'a', name: text } })],
  ['customer', (text) => ({ customer: text })],
  ['language', (text) => ({ language: text })],
  ['tags.0', (text) => ({ tags: [text] })],
  ['metadata.a.b.0', (text) => ({ metadata: { a: { b: [text] } } })],
  ['utterances.0.text', (text) => ({ utterances: [utterance(1, { text })] })],
  [
    'utterances.0.words.0.text',
    (text) => ({ utterances: [utterance(1, { words: [{ text, startMs: 0, endMs: 1 }] })] }),
  ],
  [
    'utterances.0.vendorSentiment.label',
    (text) => ({ utterances: [utterance(1, { vendorSentiment: { label: text } })] }),
  ],
];

describe('input that calls refuse', () => {
  let parley: TestApp;
  let rest: RestClient;
  let socket: CallSocket;
  let callId: string;
  let rows: number[];

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'user');
    callId = expectStatus(await rest.post<CallDto>('/calls', {}), 201).id;
    socket = await CallSocket.connect(parley.url, tokenFor(parley, 'user'));
  }, 60_000);
  beforeEach(async () => {
    rows = await counts();
  });
  afterEach(async () => expect(await counts()).toEqual(rows));
  afterAll(async () => {
    closeCallSockets();
    await parley.close();
  });

  const counts = () => Promise.all(['calls', 'agents', 'utterances'].map((table) => countRows(parley.database, table)));
  const append = (body: unknown) => rest.post(`/calls/${callId}/utterances`, body);

  async function refused(answer: ReturnType<RestClient['post']>, fields: string[], code = 'request.invalid') {
    const problem = expectProblem(await answer, 400, code);
    expect(problem.errors?.map(({ field }) => field)).toEqual(fields);
    return problem;
  }

  it.each(wrongCalls)('a call with %s', async (_, body, fields) => {
    const text = JSON.stringify(body).replace('"metadata":{"a":1}', '"metadata":{"a":1e999}');
    await refused(rest.post('/calls', text), fields);
  });

  describe.each(wrongUtterances)('an utterance with %s', (_, change, fields) => {
    const body = { utterances: [utterance(1), { ...utterance(2), ...change }] };
    const places = fields.map((field) => `utterances.1.${field}`);

    it('at creation and appended', async () => {
      await refused(rest.post('/calls', body), places);
      await refused(append(body), places);
    });

    it('by socket', async () => {
      const size = JSON.stringify(body).length;
      if (size > 90_000) return;
      const error = errorOf(await socket.askAnything('utterance', { callId, ...body }));
      expect({ code: error.code, fields: error.errors?.map(({ field }) => field) }).toEqual({
        code: 'request.invalid',
        fields: places,
      });
    });
  });

  describe.each([
    ['a NUL', NUL],
    ['half a surrogate pair', HALF],
  ])('%s', (_, text) => {
    it.each(texts)('in %s', async (field, body) => {
      await refused(rest.post('/calls', body(text)), [field]);
      const { utterances } = body(text) as { utterances?: object[] };
      if (utterances === undefined) return;
      await refused(append({ utterances }), [field]);
      const error = errorOf(await socket.askAnything('utterance', { callId, utterances }));
      // Sent as JSON text, it is met before the words are looked at as a list.
      expect(error.errors?.map((fault) => fault.field)).toEqual([field.replace(/\.words\..*/, '.words')]);
    });

    it('in a name of the metadata', async () => {
      const problem = expectProblem(await rest.post('/calls', { metadata: { [text]: 1 } }), 400, 'request.invalid');
      expect(problem.errors?.[0]?.field).toMatch(/^metadata/);
    });
  });

  it.each(['__proto__', 'constructor', 'prototype'])('the name %s, wherever it stands', async (name) => {
    await refused(rest.post('/calls', `{"${name}":{"status":"live"}}`), [name]);
    await refused(rest.post('/calls', `{"metadata":{"${name}":{"a":1}}}`), [`metadata.${name}`]);
  });

  it.each(['', 'x', '1', '01990a5c7f3e7c1a9d2b3f4e5a6b7c8d', "01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d'"])(
    'the id "%s", by socket',
    async (id) => {
      for (const event of ['subscribe', 'unsubscribe', 'utterance']) {
        const payload = { callId: id, ...(event === 'utterance' ? { utterances: [utterance(1)] } : {}) };
        const error = errorOf(await socket.askAnything(event, payload));
        expect(error).toMatchObject({ code: 'request.invalid', errors: [{ field: 'callId' }] });
      }
    },
  );

  it.each(['x', '1', '01990a5c7f3e7c1a9d2b3f4e5a6b7c8d', '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d%27'])(
    'the id %s, in a path',
    async (id) => {
      const requests = [
        rest.get(`/calls/${id}`),
        rest.get(`/calls/${id}/transcript`),
        rest.get(`/calls/${id}/sentiment`),
        rest.post(`/calls/${id}/utterances`, { utterances: [utterance(1)] }),
        rest.post(`/calls/${id}/complete`),
        restAs(parley, 'admin').delete(`/calls/${id}`),
      ];
      for (const answer of await Promise.all(requests)) {
        expect(expectProblem(answer, 400, 'request.invalid').errors?.[0]?.field).toBe('id');
      }
    },
  );

  it.each<[string, unknown, string[]]>([
    ['after a position below 0', { after: -1 }, ['after']],
    ['after half a position', { after: 1.5 }, ['after']],
    ['after a text', { after: '1' }, ['after']],
    ['of epoch 0', { epoch: 0 }, ['epoch']],
    ['with an unknown field', { room: 'all' }, ['room']],
  ])('a subscription %s', async (_, change, fields) => {
    const error = errorOf(await socket.askAnything('subscribe', { callId, ...(change as object) }));
    expect({ code: error.code, fields: error.errors?.map(({ field }) => field) }).toEqual({
      code: 'request.invalid',
      fields,
    });
  });

  it.each([[null], ['text'], [7], [[]], [[{ callId: 1 }]]])('a subscription whose payload is %j', async (payload) => {
    expect(errorOf(await socket.askAnything('subscribe', payload)).code).toBe('request.invalid');
  });

  it('a body that is no JSON, no object, nested too deeply or of another type', async () => {
    expectProblem(await rest.post('/calls', '{"a":'), 400, 'request.malformed');
    expectProblem(await rest.post('/calls', '[]'), 400, 'request.malformed');
    expectProblem(await rest.post('/calls', 'null'), 400, 'request.malformed');
    expectProblem(await rest.post('/calls', `{"metadata":${'['.repeat(90_000)}`), 400, 'request.too_deep');
    const headers = { 'content-type': 'text/plain' };
    expectProblem(await rest.post('/calls', '{}', { headers }), 415, 'request.unsupported_media');
    expectProblem(await append(undefined), 400, 'request.malformed');
  });

  it.each([
    ['objects', '{},', 600_000, 'more than 500000 objects and lists'],
    ['members', '0,', 1_600_000, 'more than 1500000 values'],
  ])('a document of too many %s, before it is built', async (_, part, times, told) => {
    const document = `{"utterances":[{"seq":1,"speaker":"agent","text":"a"}],"x":[${part.repeat(times)}0]}`;
    const problem = expectProblem(await rest.post('/calls/import', document), 400, 'request.too_many_values');
    expect(problem.detail).toBe(`The JSON holds ${told}.`);
  });

  it('a body over 5 MB', async () => {
    const body = JSON.stringify({ metadata: { a: 'x'.repeat(5_100_000) } });
    expectProblem(await rest.post('/calls', body), 413, 'request.too_large');
    expectProblem(await append(body), 413, 'request.too_large');
    expectProblem(await rest.post(`/calls/${callId}/complete`, body), 413, 'request.too_large');
  });

  it('a token of 1 MB, and tokens that are none', async () => {
    const status = await new RestClient(parley.url, 'x'.repeat(1_000_000)).get('/calls').then(
      (answer) => answer.status,
      () => 431,
    );
    expect([401, 431]).toContain(status);
    const problem = await new RestClient(parley.url, 'x'.repeat(10_000)).get('/calls');
    expectProblem(problem, 401, 'auth.invalid');
  });
});
