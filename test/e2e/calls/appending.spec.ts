import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { TranscriptDto } from '../../../src/modules/calls/dto/transcript.dto';
import { AppendedDto, UtteranceDto } from '../../../src/modules/calls/dto/utterance.dto';
import { startTestApp, TestApp } from '../../support/app';
import { upTo } from '../../support/call-socket';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';
import { utterance, utterances } from '../../support/samples';

const startedAt = '2026-03-01T09:30:00.000Z';
const NOBODY = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';

describe('filling and completing calls', () => {
  let parley: TestApp;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'user');
  }, 60_000);
  afterAll(() => parley.close());

  async function liveCall(body: object = { startedAt }): Promise<string> {
    return expectStatus(await rest.post<CallDto>('/calls', body), 201).id;
  }
  const append = (id: string, spoken: UtteranceDto[]) =>
    rest.post<AppendedDto>(`/calls/${id}/utterances`, { utterances: spoken });
  const appended = async (id: string, spoken: UtteranceDto[]) => expectStatus(await append(id, spoken), 200);
  const complete = (id: string, body?: object) => rest.post<CallDto>(`/calls/${id}/complete`, body);
  const transcript = async (id: string) =>
    expectStatus(await rest.get<TranscriptDto>(`/calls/${id}/transcript`), 200).utterances;

  describe('appending', () => {
    it('gives positions in the order of arrival and shows the transcript in the order of seq', async () => {
      const id = await liveCall();
      expect(await appended(id, [utterance(5), utterance(3)])).toEqual({ accepted: 2, duplicates: 0, lastPosition: 2 });
      expect(await appended(id, [utterance(900), utterance(1)])).toMatchObject({ accepted: 2, lastPosition: 4 });
      const seen = (await transcript(id)).map(({ seq, position }) => [seq, position]);
      expect(seen).toEqual([
        [1, 4],
        [3, 2],
        [5, 1],
        [900, 3],
      ]);
    });

    it('counts what it knows and changes nothing: in a repeated delivery, an overlapping one, and within one', async () => {
      const id = await liveCall();
      await appended(id, utterances(1, 3));
      const before = await rest.get(`/calls/${id}`);
      expect(await appended(id, utterances(1, 3))).toEqual({ accepted: 0, duplicates: 3, lastPosition: 3 });
      expect((await rest.get(`/calls/${id}`)).body).toEqual(before.body);
      const overlapping = [utterance(2), utterance(4), utterance(4), utterance(4)];
      expect(await appended(id, overlapping)).toEqual({ accepted: 1, duplicates: 3, lastPosition: 4 });
    });

    it('takes an utterance spelled otherwise for the same: absent and null, members in another order', async () => {
      const id = await liveCall();
      const words = [{ text: 'Hi', startMs: 0, endMs: 10, confidence: 1 }];
      await appended(id, [{ seq: 1, speaker: 'agent', text: 'Hi', words, vendorSentiment: { label: 'POSITIVE' } }]);
      const respelled = {
        vendorSentiment: { label: 'POSITIVE', score: null },
        words: [{ confidence: 1.0, endMs: 10, startMs: 0, text: 'Hi' }],
        endMs: null,
        startMs: null,
        ...{ text: 'Hi', speaker: 'agent', seq: 1 },
      } as unknown as UtteranceDto;
      expect(await appended(id, [respelled])).toMatchObject({ accepted: 0, duplicates: 1 });
    });

    it.each([
      ['text', { text: 'Other words.' }],
      ['speaker', { speaker: 'other' as const }],
      ['times', { startMs: 1, endMs: 2 }],
      ['lack of times', { startMs: null, endMs: null }],
      ['words', { words: [{ text: 'x', startMs: 0, endMs: 1 }] }],
      ['vendor sentiment', { vendorSentiment: { label: 'NEGATIVE' } }],
    ])('refuses a known seq with other %s, and stores nothing of that delivery', async (_, change) => {
      const id = await liveCall();
      await appended(id, utterances(1, 2));
      const stored = await transcript(id);
      const problem = expectProblem(
        await append(id, [utterance(7), utterance(2, change), utterance(8)]),
        409,
        'calls.utterance_conflict',
      );
      expect(problem.detail).toContain('Utterance 2 ');
      expect(await transcript(id)).toEqual(stored);
      expect((await rest.get<CallDto>(`/calls/${id}`)).body.lastPosition).toBe(2);
    });

    it('refuses a delivery that contradicts itself', async () => {
      const id = await liveCall();
      const contradiction = [utterance(1), utterance(1, { text: 'Other words.' })];
      expectProblem(await append(id, contradiction), 409, 'calls.utterance_conflict');
      expect(await transcript(id)).toEqual([]);
    });

    it('takes 500 utterances at once, and not one more', async () => {
      const id = await liveCall();
      expect(await appended(id, utterances(1, 500))).toMatchObject({ accepted: 500, lastPosition: 500 });
      const problem = expectProblem(await append(id, utterances(501, 1_001)), 400, 'request.invalid');
      expect(problem.errors?.[0]?.field).toBe('utterances');
    });

    it('gives contiguous positions to thirty senders at once', async () => {
      const id = await liveCall();
      const answers = await Promise.all(upTo(30).map((n) => append(id, utterances(10 * n, 10 * n + 9))));
      expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
      const positions = (await transcript(id)).map(({ position }) => position);
      expect(positions.sort((a, b) => a - b)).toEqual(upTo(300));
      const last = answers.map(({ body }) => body.lastPosition);
      expect(last.sort((a, b) => a - b)).toEqual(upTo(30).map((n) => 10 * n));
    });

    it('holds 20,000 utterances in a call and no more', async () => {
      const id = await liveCall();
      await appended(id, utterances(1, 2));
      await runSql(parley.database, 'UPDATE calls SET last_position = 19999 WHERE id = $1', [id]);
      const before = await countRows(parley.database, 'utterances');
      expectProblem(await append(id, utterances(3, 4)), 422, 'calls.too_long');
      expect(await countRows(parley.database, 'utterances')).toBe(before);
      expect(await appended(id, utterances(3, 3))).toMatchObject({ lastPosition: 20_000 });
    });

    it('knows no call of that id', async () => {
      expectProblem(await append(NOBODY, utterances(1, 1)), 404, 'calls.not_found');
      expectProblem(await complete(NOBODY), 404, 'calls.not_found');
    });
  });

  describe('completing', () => {
    it('answers the same however often, also with another end', async () => {
      const id = await liveCall();
      await appended(id, utterances(1, 3));
      const first = expectStatus(await complete(id, { endedAt: '2026-03-01T09:31:00Z' }), 200);
      expect(first).toMatchObject({ status: 'completed', durationMs: 60_000, endedAt: '2026-03-01T09:31:00.000Z' });
      expect(expectStatus(await complete(id), 200)).toEqual(first);
      expect(expectStatus(await complete(id, { endedAt: '2026-03-01T09:32:00Z' }), 200)).toEqual(first);
    });

    it('answers the same to ten requests at once', async () => {
      const id = await liveCall();
      await appended(id, utterances(1, 3));
      const answers = await Promise.all(upTo(10).map(() => complete(id)));
      for (const answer of answers) expect(expectStatus(answer, 200)).toEqual(answers[0]?.body);
    });

    it.each([
      ['an end', { endedAt: '2026-03-01T09:31:00Z' }, utterances(1, 2), 60_000],
      ['the latest end of an utterance', undefined, [utterance(1, { startMs: 0, endMs: 9_000 }), utterance(2)], 9_000],
      ['no times at all', {}, [utterance(1, { startMs: null, endMs: null })], null],
      ['nothing said', undefined, [], null],
    ])('takes the duration from %s', async (_, body, spoken, expected) => {
      const id = await liveCall();
      if (spoken.length > 0) await appended(id, spoken);
      expect(expectStatus(await complete(id, body), 200).durationMs).toBe(expected);
    });

    it.each(['2026-03-01T09:29:59.999Z', '2026-03-02T09:30:00.001Z'])(
      'refuses the end %s, which lies before the start or more than a day after it',
      async (endedAt) => {
        const id = await liveCall();
        const problem = expectProblem(await complete(id, { endedAt }), 400, 'request.invalid');
        expect(problem.errors?.[0]?.field).toBe('endedAt');
        expect((await rest.get<CallDto>(`/calls/${id}`)).body.status).toBe('live');
      },
    );

    it('ends the call for writers, new words and known ones alike', async () => {
      const id = await liveCall();
      await appended(id, utterances(1, 1));
      await complete(id);
      expectProblem(await append(id, utterances(2, 2)), 409, 'calls.completed');
      expectProblem(await append(id, utterances(1, 1)), 409, 'calls.completed');
      expect(await transcript(id)).toHaveLength(1);
    });

    it('loses no utterance to a completion at the same moment: what was accepted is in the transcript', async () => {
      for (let round = 0; round < 5; round += 1) {
        const id = await liveCall();
        const [answers] = await Promise.all([
          Promise.all(upTo(8).map((n) => append(id, utterances(10 * n, 10 * n + 4)))),
          complete(id),
        ]);
        const accepted = answers.filter(({ status }) => status === 200).length;
        expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
        const call = expectStatus(await rest.get<CallDto>(`/calls/${id}`), 200);
        expect(call).toMatchObject({ status: 'completed', lastPosition: 5 * accepted });
        const stored = await transcript(id);
        expect(stored).toHaveLength(5 * accepted);
        expect(call.durationMs).toBe(stored.at(-1)?.endMs ?? null);
      }
    });
  });
});
