import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { TranscriptDto } from '../../../src/modules/calls/dto/transcript.dto';
import { ImportedDto } from '../../../src/modules/calls/imports/import.dto';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows } from '../../support/rows';
import { utterance } from '../../support/samples';

type Imported = ImportedDto & { call: CallDto };
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

  const send = (document: unknown, query = '') => rest.post<Imported>(`/calls/import${query}`, document);
  const counts = () =>
    Promise.all(['calls', 'agents', 'utterances', 'call_documents'].map((table) => countRows(parley.database, table)));

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
      language: 'de',
    });
    const { call, guessed } = expectStatus(await send(example(), `?${query.toString()}`), 201);
    expect(call).toMatchObject({
      externalId: 'told',
      agent: { externalId: 'agent-1', name: 'Ada' },
      customer: 'Bob',
      direction: 'outbound',
      startedAt: '2026-03-01T09:30:00.000Z',
      language: 'de',
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
      'Transcript.3.Items.0.Confidence',
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

  it.each<[string, string]>([
    ['application/json', '{"results":{"transcripts":[]}}'],
    ['application/vnd.example+json', '[{"speaker":1}]'],
    ['text/plain', 'Hello, how are you?'],
    ['text/vtt', ''],
    ['text/csv', '\ufeff'],
  ])('does not know what %s %j is', async (type, document) => {
    const before = await counts();
    const answer = await rest.post('/calls/import', document, { headers: { 'content-type': type } });
    expectProblem(answer, document === '' ? 400 : 422, document === '' ? 'request.malformed' : 'import.unknown_format');
    expect(await counts()).toEqual(before);
  });

  it('reads a document only as what it is said to be', async () => {
    const wrong = expectProblem(await send(contactLens(), '?format=parley'), 422, 'import.malformed');
    expect(wrong.errors?.[0]?.field).toBe('utterances');
    const parleys = { utterances: [utterance(1)] };
    const other = expectProblem(await send(parleys, '?format=aws-call-analytics'), 422, 'import.malformed');
    expect(other.errors?.[0]?.field).toBe('Participants');
    const unknown = expectProblem(await send(parleys, '?format=avaya'), 400, 'request.invalid');
    expect(unknown.errors?.[0]?.field).toBe('format');
    expectProblem(await send(parleys, '?agentName=Ada'), 400, 'request.invalid');
  });

  it.each([['[]'], ['"text"'], ['7'], ['null'], ['{}']])('does not know the document %s', async (document) => {
    const answer = await send(document);
    expect([400, 422]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  describe('in a dry run', () => {
    it('answers what an import would make of the document, and stores nothing', async () => {
      const before = await counts();
      const query = '?externalId=rehearsed&agentExternalId=nobody-yet';
      const answer = await send(example(), `${query}&dryRun=true`);
      const rehearsed = expectStatus(answer, 200);
      expect(rehearsed).toMatchObject({ call: null, created: false, utterances: 37, format: 'aws-call-analytics' });
      expect(answer.headers.get('location')).toBeNull();
      expect(await counts()).toEqual(before);
      const { mapped, dropped, guessed, utterances } = expectStatus(
        await send(example(), `${query}&dryRun=false`),
        201,
      );
      expect({ mapped, dropped, guessed, utterances }).toEqual({
        mapped: rehearsed.mapped,
        dropped: rehearsed.dropped,
        guessed: rehearsed.guessed,
        utterances: 37,
      });
      expect(expectStatus(await send(example(), `${query}&dryRun=true`), 200).call).toBeNull();
    });

    const long = () => Array.from({ length: 101 }, (_, index) => utterance(index + 1, { text: 'x'.repeat(20_000) }));

    it.each<[string, () => unknown, string, number, string]>([
      ['a fault in the document', () => changed((turn) => delete turn.Content), '', 422, 'import.malformed'],
      ['an unknown format', () => ({ results: [] }), '', 422, 'import.unknown_format'],
      ['too long a transcript', () => ({ utterances: long() }), '', 422, 'calls.too_long'],
      [
        'two contents under one seq',
        () => ({ utterances: [utterance(1), utterance(1, { text: 'Other.' })] }),
        '',
        409,
        'calls.utterance_conflict',
      ],
      [
        'an id that another call has',
        () => ({ utterances: [utterance(9)] }),
        '?externalId=taken',
        409,
        'calls.external_id_taken',
      ],
    ])('answers the same to %s as an import', async (_, document, query, status, code) => {
      await send({ utterances: [utterance(1)] }, '?externalId=taken');
      const before = await counts();
      const real = expectProblem(await send(document(), query), status, code);
      const rehearsed = expectProblem(await send(document(), `${query || '?'}&dryRun=true`), status, code);
      expect([rehearsed.detail, rehearsed.errors]).toEqual([real.detail, real.errors]);
      expect(await counts()).toEqual(before);
    });

    it.each(['1', 'yes', 'TRUE', ''])('is asked for by true alone, not by %j', async (dryRun) => {
      const before = await counts();
      const problem = expectProblem(await send(example(), `?dryRun=${dryRun}`), 400, 'request.invalid');
      expect(problem.errors).toEqual([{ field: 'dryRun', message: 'must be true or false' }]);
      expect(await counts()).toEqual(before);
    });
  });

  describe('by the caller’s word on who the agent is', () => {
    const speakers = async (document: unknown, query: string) => {
      const { call } = expectStatus(await send(document, query), 201);
      const { utterances } = expectStatus(await rest.get<TranscriptDto>(`/calls/${call.id}/transcript`), 200);
      return utterances.map(({ speaker }) => speaker);
    };

    it('turns the sides round, by role and by id', async () => {
      const told = await speakers(contactLens(), '?externalId=sides');
      const turned = told.map((speaker) => (speaker === 'agent' ? 'customer' : 'agent'));
      expect(new Set(told)).toEqual(new Set(['agent', 'customer']));
      expect(await speakers(contactLens(), '?externalId=sides-role&agentSpeaker=CUSTOMER')).toEqual(turned);
      const { Participants } = contactLens() as { Participants: { ParticipantId: string; ParticipantRole: string }[] };
      const customer = Participants.find(({ ParticipantRole }) => ParticipantRole === 'CUSTOMER')?.ParticipantId ?? '';
      expect(await speakers(contactLens(), `?externalId=sides-id&agentSpeaker=${customer}`)).toEqual(turned);
      expect(await speakers(contactLens(), '?externalId=sides-same&agentSpeaker=AGENT')).toEqual(told);
    });

    it.each<[string, () => unknown, string, number, string, string]>([
      ['nobody in the document', example, 'agentSpeaker=spk_7', 422, 'agentSpeaker', 'AGENT, CUSTOMER'],
      ['a channel where there is none', example, 'agentChannel=0', 422, 'agentChannel', 'cannot be given'],
      [
        'a speaker where roles are named',
        () => ({ utterances: [utterance(1)] }),
        'agentSpeaker=agent',
        422,
        'agentSpeaker',
        'cannot be given',
      ],
      [
        'a channel where roles are named',
        () => ({ utterances: [utterance(1)] }),
        'agentChannel=0',
        422,
        'agentChannel',
        'cannot be given',
      ],
      ['both', example, 'agentChannel=0&agentSpeaker=AGENT', 400, 'agentChannel', 'combined with agentSpeaker'],
      ['a channel below 0', example, 'agentChannel=-1', 400, 'agentChannel', 'from 0 to 1000'],
      ['a channel above 1000', example, 'agentChannel=1001', 400, 'agentChannel', 'from 0 to 1000'],
      ['an empty name', example, 'agentSpeaker=', 400, 'agentSpeaker', '1'],
      ['a language that is none', example, 'language=English', 400, 'language', 'language tag'],
    ])('names the parameter that tells %s', async (_, document, query, status, field, message) => {
      const before = await counts();
      const code = status === 400 ? 'request.invalid' : 'import.malformed';
      const problem = expectProblem(await send(document(), `?${query}`), status, code);
      expect(problem.errors?.[0]?.field).toBe(field);
      expect(problem.errors?.[0]?.message).toContain(message);
      expect(await counts()).toEqual(before);
    });
  });

  it('names the types it takes to who sends another', async () => {
    const sent = await rest.post('/calls/import', 'a=b', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const problem = expectProblem(sent, 415, 'request.unsupported_media');
    expect(problem.detail).toBe(
      'Send the body as Content-Type: application/json, application/*+json, application/vcon, text/vtt, application/x-subrip, ' +
        'text/srt, text/csv or text/plain.',
    );
  });

  it('tells a document of megabytes in one line, or of a million fields, in little', async () => {
    const headers = { 'content-type': 'text/plain' };
    const line = await rest.post('/calls/import', 'x'.repeat(19_000_000), { headers });
    expect(line.status).toBe(422);
    expect(JSON.stringify(line.body).length).toBeLessThan(2_000);
    const fields = Array.from({ length: 1_000_000 }, (_, index) => `"f${index}":0`).join(',');
    const wide = `{"externalId":"wide","${'x'.repeat(5_000_000)}":1,${fields},"utterances":[${JSON.stringify(utterance(1))}]}`;
    const answer = await send(wide, '?dryRun=true');
    expect(expectStatus(answer, 200).dropped).toHaveLength(201);
    expect(JSON.stringify(answer.body).length).toBeLessThan(40_000);
  });
});
