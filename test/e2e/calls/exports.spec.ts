import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { utterance, utterances } from '../../support/samples';

const problemOf = ({ status, headers, body }: { status: number; headers: Headers; body: string }) => ({
  ...{ status, headers },
  body: JSON.parse(body) as unknown,
});

describe('exporting a call', () => {
  let parley: TestApp;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'user');
  }, 60_000);
  afterAll(() => parley.close());

  const create = async (call: object) => expectStatus(await rest.post<CallDto>('/calls', call), 201);

  it('hands out the whole call as a file named by its id', async () => {
    const utterances = [
      { ...utterance(7), words: [{ text: 'Thank', startMs: 40, endMs: 330, confidence: 0.5 }] },
      { seq: 9, speaker: 'customer', text: 'Hé — "quoted"\n', vendorSentiment: { label: 'NEGATIVE' } },
    ];
    const given = {
      externalId: '../../etc/passwd"; filename="evil.exe\r\nX-Evil: 1',
      agent: { externalId: 'agent-1', name: 'Maria' },
      customer: '+49 30 1234567',
      direction: 'inbound',
      startedAt: '2026-03-01T09:30:00.123Z',
      endedAt: '2026-03-01T09:36:12.456Z',
      language: 'de-DE',
      tags: ['b', 'a'],
    };
    const call = await create({ ...given, metadata: { z: 1, bb: 2, a: { y: [1, null], b: 'x' } }, utterances });
    const file = await rest.download(`/calls/${call.id}/export`);
    expect(file.status).toBe(200);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${call.id}.json"`,
      'x-content-type-options': 'nosniff',
    });
    expect(file.headers.get('x-evil')).toBeNull();
    const document = { ...given, metadata: { a: { b: 'x', y: [1, null] }, bb: 2, z: 1 }, utterances };
    expect(file.body).toBe(`${JSON.stringify({ format: 'parley', version: 1, ...document })}\n`);
  });

  it('names a call that has no external id by its own id', async () => {
    const { id } = await create({ utterances: [utterance(1)] });
    const { body } = await rest.download(`/calls/${id}/export?format=parley`);
    expect(JSON.parse(body)).toMatchObject({ externalId: id });
  });

  it.each(['PARLEY', 'parley,vcon', '../parley', 'auto', '', '%00', 'constructor', '__proto__'])(
    'refuses the format %j',
    async (format) => {
      const { id } = await create({ utterances: [utterance(1)] });
      const answer = problemOf(await rest.download(`/calls/${id}/export?format=${format}`));
      expect(expectProblem(answer, 400, 'request.invalid').errors?.[0]?.field).toBe('format');
    },
  );

  it('refuses a call in which nothing was said, one that is not there, and whoever may not read calls', async () => {
    const silent = await create({ externalId: 'silent' });
    expectProblem(problemOf(await rest.download(`/calls/${silent.id}/export`)), 422, 'export.not_representable');
    const gone = '019a20ff-8125-72a8-afd4-91f98a9c9e3c';
    expectProblem(problemOf(await rest.download(`/calls/${gone}/export`)), 404, 'calls.not_found');
    const nobody = new RestClient(parley.url);
    expectProblem(problemOf(await nobody.download(`/calls/${silent.id}/export`)), 401, 'auth.required');
  });

  describe('of very many timed words', () => {
    let call: CallDto;
    /** Bytes of a file with this many words in each of its 26 utterances: about 240 each. */
    const lengthen = (words: number) =>
      runSql(
        parley.database,
        `UPDATE utterances SET words = (
           SELECT jsonb_agg(jsonb_build_object('text', repeat('x', 200), 'startMs', word, 'endMs', word + 1))
           FROM generate_series(1000, 999 + $2::int) AS word)
         WHERE call_id = $1`,
        [call.id, words],
      );
    const download = (format: string) => rest.download(`/calls/${call.id}/export?format=${format}`);

    beforeAll(async () => {
      call = await create({ externalId: 'talkative', utterances: utterances(1, 26) });
    });

    it.each(['parley', 'vcon', 'csv'])('is handed out as %s as far as an import takes it', async (format) => {
      await lengthen(2_500);
      const { body, headers } = await download(format);
      expect(body.length).toBeGreaterThan(15_000_000);
      const answer = await rest.post('/calls/import', body, {
        headers: { 'content-type': headers.get('content-type')!.split(';')[0]! },
      });
      expect(expectStatus(answer, 200)).toMatchObject({ created: false, call: { id: call.id } });
      await lengthen(4_000);
      const refused = expectProblem(problemOf(await download(format)), 422, 'export.too_long');
      expect(refused.detail).toContain('20000000 bytes');
    });

    it('is handed out without the words, unless they are too many to be read', async () => {
      await lengthen(4_000);
      expect((await download('webvtt')).status).toBe(200);
      await lengthen(5_000);
      expectProblem(problemOf(await download('webvtt')), 422, 'export.too_long');
    });
  });
});
