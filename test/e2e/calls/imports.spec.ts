import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TranscriptDto } from '../../../src/modules/calls/dto/transcript.dto';
import { ImportedDto } from '../../../src/modules/calls/imports/import.dto';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows } from '../../support/rows';
import { utterance } from '../../support/samples';

type Turn = Record<string, unknown> & { Items: Record<string, unknown>[] };

const fixture = (path: string) =>
  JSON.parse(readFileSync(join(__dirname, '../../fixtures/calls', path), 'utf8')) as Record<string, unknown>;
const example = () => fixture('aws-call-analytics/example-call.json');
const contactLens = () => fixture('aws-call-analytics/contact-lens-sample.json');

describe('importing transcripts', () => {
  let parley: TestApp;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'user');
  }, 60_000);
  afterAll(() => parley.close());

  const send = (document: unknown, query = '') => rest.post<ImportedDto>(`/calls/import${query}`, document);
  const counts = () => Promise.all(['calls', 'agents', 'utterances'].map((table) => countRows(parley.database, table)));

  it.each([
    ['a Call Analytics job', example, 37, 182_890],
    ['a Contact Lens analysis', contactLens, 10, 32_110],
  ])('stores %s as a completed call', async (_, document, turns, longest) => {
    const answer = await send(document());
    const imported = expectStatus(answer, 201);
    expect(imported).toMatchObject({ created: true, format: 'aws-call-analytics' });
    expect(imported.call).toMatchObject({
      status: 'completed',
      source: 'aws-call-analytics',
      lastPosition: turns,
      language: 'en-US',
    });
    expect(imported.call.durationMs).toBeLessThanOrEqual(longest);
    expect(imported.call.durationMs).toBeGreaterThan(longest * 0.9);
    expect(answer.headers.get('location')).toBe(`/api/v1/calls/${imported.call.id}`);
    expect(imported.mapped).toContainEqual({ from: 'Transcript.*.Content', to: 'utterances.*.text', count: turns });
    expect(imported.dropped).toContainEqual({
      from: 'ConversationCharacteristics',
      reason: 'Parley computes its own metrics',
      count: 1,
    });
  });

  it('keeps words and the vendor’s sentiment apart from its own, to be read', async () => {
    const { call } = expectStatus(await send(example(), '?externalId=words'), 201);
    const path = `/calls/${call.id}/transcript`;
    const { utterances } = expectStatus(await rest.get<TranscriptDto>(`${path}?include=words,vendorSentiment`), 200);
    const turns = example().Transcript as Turn[];
    expect(utterances.map(({ vendorSentiment }) => vendorSentiment)).toEqual(
      turns.map(({ Sentiment }) => ({ label: Sentiment })),
    );
    expect(utterances.map(({ words }) => words?.map(({ text }) => text))).toEqual(
      turns.map(({ Items }) => Items.filter(({ Type }) => Type !== 'punctuation').map(({ Content }) => Content)),
    );
    expect(utterances[0]?.words?.[4]).toEqual({ text: 'Anchor', startMs: 860, endMs: 1_170, confidence: 0.2993 });
    const plain = expectStatus(await rest.get<TranscriptDto>(path), 200).utterances[0] ?? {};
    expect(Object.keys(plain)).not.toContain('words');
  });

  it('answers the same call to the same document, also sent twenty times at once', async () => {
    const first = expectStatus(await send(contactLens(), '?externalId=again'), 201);
    const before = await counts();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(contactLens(), '?externalId=again')));
    for (const answer of answers) {
      expect(expectStatus(answer, 200)).toMatchObject({ created: false, call: first.call });
    }
    expect(await counts()).toEqual(before);
  });

  it('takes a digest of the document for the id of a call that has none', async () => {
    const document = { utterances: [utterance(1, { text: 'A document without id.' })] };
    const first = expectStatus(await send(document), 201);
    expect(first.call.externalId).toMatch(/^sha256:[0-9a-f]{32}$/);
    expect(first.guessed.map(({ field }) => field)).toEqual(['startedAt', 'externalId']);
    expect(expectStatus(await send(document), 200).call.id).toBe(first.call.id);
    const other = { utterances: [utterance(1, { text: 'Another document without id.' })] };
    expect(expectStatus(await send(other), 201).call.id).not.toBe(first.call.id);
  });

  it('takes what the query tells before what the document tells', async () => {
    const query = new URLSearchParams({
      format: 'aws-call-analytics',
      externalId: 'told',
      agentExternalId: 'agent-1',
      agentName: 'Ada',
      customer: 'Bob',
      direction: 'outbound',
      startedAt: '2026-03-01T09:30:00Z',
    });
    const { call, guessed } = expectStatus(await send(example(), `?${query.toString()}`), 201);
    expect(call).toMatchObject({
      externalId: 'told',
      agent: { externalId: 'agent-1', name: 'Ada' },
      customer: 'Bob',
      direction: 'outbound',
      startedAt: '2026-03-01T09:30:00.000Z',
    });
    expect(guessed).toEqual([]);
  });

  it('refuses another document under the same id', async () => {
    expectStatus(await send({ externalId: 'contested', utterances: [utterance(1)] }), 201);
    const before = await counts();
    const other = { externalId: 'contested', utterances: [utterance(2)] };
    expectProblem(await send(other), 409, 'calls.external_id_taken');
    expect(await counts()).toEqual(before);
  });

  const changed = (change: (turn: Turn, document: Record<string, unknown>) => void) => {
    const document = example();
    change((document.Transcript as Turn[])[3] as Turn, document);
    return document;
  };

  it.each<[string, () => unknown, string]>([
    [
      'a turn that begins in a text',
      () => changed((turn) => (turn.BeginOffsetMillis = '5')),
      'Transcript.3.BeginOffsetMillis',
    ],
    [
      'a turn that ends before it begins',
      () => changed((turn) => (turn.EndOffsetMillis = 0)),
      'Transcript.3.EndOffsetMillis',
    ],
    [
      'a turn that ends after two days',
      () => changed((turn) => (turn.EndOffsetMillis = 172_800_000)),
      'Transcript.3.EndOffsetMillis',
    ],
    ['a turn without content', () => changed((turn) => delete turn.Content), 'Transcript.3.Content'],
    ['a turn too long to keep', () => changed((turn) => (turn.Content = 'x'.repeat(20_001))), 'Transcript.3.Content'],
    ['a turn of nobody', () => changed((turn) => delete turn.ParticipantRole), 'Transcript.3.ParticipantId'],
    ['a sentiment that is a number', () => changed((turn) => (turn.Sentiment = 1)), 'Transcript.3.Sentiment'],
    [
      'a sentiment too long to keep',
      () => changed((turn) => (turn.Sentiment = 'x'.repeat(41))),
      'Transcript.3.Sentiment',
    ],
    ['words in a text', () => changed((turn) => Object.assign(turn, { Items: 'words' })), 'Transcript.3.Items'],
    ['a word without content', () => changed((turn) => delete turn.Items[0]?.Content), 'Transcript.3.Items.0.Content'],
    [
      'a word surer than sure',
      () => changed(({ Items }) => Object.assign(Items[0] ?? {}, { Confidence: 2 })),
      'Transcript.3.Items',
    ],
    ['a turn that is a text', () => changed((_, document) => (document.Transcript = ['hello'])), 'Transcript.0'],
    ['no turns', () => changed((_, document) => (document.Transcript = [])), 'utterances'],
    ['a job that failed', () => changed((_, document) => (document.JobStatus = 'FAILED')), 'JobStatus'],
    ['a name too long to keep', () => changed((_, document) => (document.JobName = 'x'.repeat(201))), 'JobName'],
    ['a language that is none', () => changed((_, document) => (document.LanguageCode = 'English')), 'LanguageCode'],
    [
      'a participant without role',
      () => changed((_, document) => (document.Participants = [{}])),
      'Participants.0.ParticipantRole',
    ],
    [
      'a Parley utterance with seq 0',
      () => ({ utterances: [utterance(1), utterance(2, { seq: 0 })] }),
      'utterances.1.seq',
    ],
    ['a Parley utterance with an unknown field', () => ({ utterances: [{ ...utterance(1), x: 1 }] }), 'utterances.0.x'],
    ['a Parley agent without id', () => ({ agent: {}, utterances: [utterance(1)] }), 'agent.externalId'],
    [
      'a Parley end before the start',
      () => ({ startedAt: '2026-03-01T09:30:00Z', endedAt: '2026-03-01T09:29:00Z', utterances: [utterance(1)] }),
      'endedAt',
    ],
  ])('names the place of %s, and stores nothing', async (_, document, place) => {
    const before = await counts();
    const problem = expectProblem(await send(document()), 422, 'import.malformed');
    expect(problem.errors?.[0]?.field).toBe(place);
    expect(problem.detail).toContain('nothing was stored');
    expect(await counts()).toEqual(before);
  });

  it.each([
    'harpervalley/0002f70f7386445b.json',
    'vendor-transcripts/dg_utterances.json',
    'vendor-transcripts/dg_speakers.json',
  ])('does not know %s', async (path) => {
    const before = await counts();
    expectProblem(await send(fixture(path)), 422, 'import.unknown_format');
    expect(await counts()).toEqual(before);
  });

  it('reads a document only as what it is said to be', async () => {
    const wrong = expectProblem(await send(contactLens(), '?format=parley'), 422, 'import.malformed');
    expect(wrong.errors?.[0]?.field).toBe('utterances');
    const parleys = { utterances: [utterance(1)] };
    const other = expectProblem(await send(parleys, '?format=aws-call-analytics'), 422, 'import.malformed');
    expect(other.errors?.[0]?.field).toBe('Participants');
    const unknown = expectProblem(await send(parleys, '?format=deepgram'), 400, 'request.invalid');
    expect(unknown.errors?.[0]?.field).toBe('format');
    expectProblem(await send(parleys, '?agentName=Ada'), 400, 'request.invalid');
  });

  it.each([['[]'], ['"text"'], ['7'], ['null'], ['{}']])('does not know the document %s', async (document) => {
    const answer = await send(document);
    expect([400, 422]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});
