import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { StreamSnapshotDto, TranscriptDto } from '../../../src/modules/calls/dto/transcript.dto';
import { roles } from '../../../src/core/access/permissions';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { countRows } from '../../support/rows';
import { utterance, utterances } from '../../support/samples';

const NOBODY = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';
const words = [
  { text: 'My', startMs: 0, endMs: 100, confidence: 0.98 },
  { text: 'card', startMs: 100, endMs: 300 },
];

describe('reading and deleting calls, and who may', () => {
  let parley: TestApp;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'user');
  }, 60_000);
  afterAll(() => parley.close());

  async function liveCall(): Promise<string> {
    return expectStatus(await rest.post<CallDto>('/calls', { startedAt: '2026-03-01T09:30:00Z' }), 201).id;
  }
  const append = async (id: string, spoken: object[]) =>
    expectStatus(await rest.post(`/calls/${id}/utterances`, { utterances: spoken }), 200);
  const transcript = async (id: string, query = '') =>
    expectStatus(await rest.get<TranscriptDto>(`/calls/${id}/transcript${query}`), 200);
  const sentiment = async (id: string, query = '') =>
    expectStatus(await rest.get<StreamSnapshotDto>(`/calls/${id}/sentiment${query}`), 200);

  describe('the transcript', () => {
    it('has the documented shape, and extras only when they are asked for', async () => {
      const id = await liveCall();
      await append(id, [{ ...utterance(2), words, vendorSentiment: { label: 'NEGATIVE', score: -0.5 } }, utterance(1)]);
      const plain = await transcript(id);
      expect(plain).toMatchObject({ callId: id, epoch: 1 });
      expect(plain.utterances[1]).toEqual({
        seq: 2,
        position: 1,
        speaker: 'agent',
        startMs: 2_000,
        endMs: 2_800,
        text: utterance(2).text,
        sentimentScore: expect.any(Number) as number,
        confidence: expect.any(Number) as number,
        label: 'positive',
      });
      const [first, second] = (await transcript(id, '?include=words,vendorSentiment,evidence')).utterances;
      expect(second).toMatchObject({ words, vendorSentiment: { label: 'NEGATIVE', score: -0.5 } });
      expect(second?.evidence?.length).toBeGreaterThan(0);
      expect(first).toMatchObject({ words: null, vendorSentiment: null });
      expect(Object.keys((await transcript(id, '?include=words')).utterances[0] ?? {})).toContain('words');
      expect(Object.keys((await transcript(id, '?include=words')).utterances[0] ?? {})).not.toContain(
        'vendorSentiment',
      );
    });

    it.each(['include=everything', 'include=words,', 'include=words&include=evidence&include=words&include=words'])(
      'refuses ?%s',
      async (query) => {
        const answer = await rest.get(`/calls/${await liveCall()}/transcript?${query}`);
        expect(expectProblem(answer, 400, 'request.invalid').errors?.[0]?.field).toBe('include');
      },
    );

    it('is empty while nothing was said', async () => {
      expect((await transcript(await liveCall())).utterances).toEqual([]);
    });
  });

  describe('the sentiment stream', () => {
    it('answers the points after a position', async () => {
      const id = await liveCall();
      expect(await sentiment(id)).toEqual({
        callId: id,
        epoch: 1,
        status: 'live',
        lastPosition: 0,
        points: [],
        rolling: { agent: null, customer: null },
      });
      await append(id, [utterance(4), utterance(2), utterance(3)]);
      const all = await sentiment(id);
      expect(all.points.map(({ position, seq }) => [position, seq])).toEqual([
        [1, 4],
        [2, 2],
        [3, 3],
      ]);
      expect(all).toMatchObject({ lastPosition: 3, rolling: all.points[2]?.rolling });
      expect(await sentiment(id, '?after=0')).toEqual(all);
      expect((await sentiment(id, '?after=2')).points).toEqual(all.points.slice(2));
      expect(await sentiment(id, '?after=99')).toEqual({ ...all, points: [] });
    });

    it.each(['-1', '1.5', 'x', '1e3', ''])('refuses after=%s', async (after) => {
      const answer = await rest.get(`/calls/${NOBODY}/sentiment?after=${after}`);
      expect(expectProblem(answer, 400, 'request.invalid').errors).toEqual([
        { field: 'after', message: 'must be a whole number from 0 to 1000000000' },
      ]);
    });

    it('tells the scores the transcript tells, and sums to those of the call', async () => {
      const id = await liveCall();
      await append(id, utterances(1, 12));
      const { points } = await sentiment(id);
      const spoken = (await transcript(id)).utterances;
      expect(points.map(({ seq, sentimentScore }) => [seq, sentimentScore])).toEqual(
        spoken.map(({ seq, sentimentScore }) => [seq, sentimentScore]),
      );
      const call = expectStatus(await rest.get<CallDto>(`/calls/${id}`), 200);
      const mean = spoken.reduce((sum, { sentimentScore }) => sum + sentimentScore, 0) / spoken.length;
      expect(call.sentiment.overall).toBeCloseTo(mean, 3);
    });
  });

  describe('a deleted call', () => {
    it('is gone from every route, with its utterances', async () => {
      const id = await liveCall();
      await append(id, utterances(1, 3));
      const before = await countRows(parley.database, 'utterances');
      const admin = restAs(parley, 'admin');
      const answer = await admin.delete(`/calls/${id}`);
      expect([answer.status, answer.body]).toEqual([204, undefined]);
      expect(await countRows(parley.database, 'utterances')).toBe(before - 3);
      for (const path of ['', '/transcript', '/sentiment']) {
        expectProblem(await admin.get(`/calls/${id}${path}`), 404, 'calls.not_found');
      }
      expectProblem(
        await admin.post(`/calls/${id}/utterances`, { utterances: [utterance(1)] }),
        404,
        'calls.not_found',
      );
      expectProblem(await admin.post(`/calls/${id}/complete`), 404, 'calls.not_found');
      expectProblem(await admin.delete(`/calls/${id}`), 404, 'calls.not_found');
    });

    it('frees its externalId', async () => {
      const content = { externalId: 'freed', customer: 'one' };
      const { id } = expectStatus(await rest.post<CallDto>('/calls', content), 201);
      expectStatus(await restAs(parley, 'admin').delete(`/calls/${id}`), 204);
      expectStatus(await rest.post('/calls', { ...content, customer: 'two' }), 201);
    });
  });

  describe('who may', () => {
    const reads = ['', '/transcript', '/sentiment'];

    it.each(roles)('%s reads', async (role) => {
      const id = await liveCall();
      for (const path of reads) expectStatus(await restAs(parley, role).get(`/calls/${id}${path}`), 200);
      expectStatus(await restAs(parley, role).get('/calls'), 200);
    });

    it('viewer does not write, and nothing changes', async () => {
      const id = await liveCall();
      const viewer = restAs(parley, 'viewer');
      const before = [await countRows(parley.database, 'calls'), await countRows(parley.database, 'utterances')];
      expectProblem(await viewer.post('/calls', {}), 403, 'auth.forbidden');
      expectProblem(await viewer.post('/calls/import', { utterances: [utterance(1)] }), 403, 'auth.forbidden');
      expectProblem(
        await viewer.post(`/calls/${id}/utterances`, { utterances: [utterance(1)] }),
        403,
        'auth.forbidden',
      );
      expectProblem(await viewer.post(`/calls/${id}/complete`), 403, 'auth.forbidden');
      expect([await countRows(parley.database, 'calls'), await countRows(parley.database, 'utterances')]).toEqual(
        before,
      );
      expect((await viewer.get<CallDto>(`/calls/${id}`)).body.status).toBe('live');
    });

    it.each(['viewer', 'user', 'analyst'] as const)('%s does not delete', async (role) => {
      const id = await liveCall();
      expectProblem(await restAs(parley, role).delete(`/calls/${id}`), 403, 'auth.forbidden');
      expectStatus(await rest.get(`/calls/${id}`), 200);
    });

    it('nobody does anything, and learns nothing of what exists', async () => {
      const id = await liveCall();
      const anonymous = new RestClient(parley.url);
      for (const callId of [id, NOBODY]) {
        for (const path of reads) {
          expectProblem(await anonymous.get(`/calls/${callId}${path}`), 401, 'auth.required');
        }
        expectProblem(await anonymous.delete(`/calls/${callId}`), 401, 'auth.required');
      }
      expectProblem(await anonymous.post('/calls', {}), 401, 'auth.required');
      expectProblem(await anonymous.get('/calls'), 401, 'auth.required');
    });
  });
});
