import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { TranscriptDto } from '../../../src/modules/calls/dto/transcript.dto';
import { startTestApp, TestApp } from '../../support/app';
import { upTo } from '../../support/call-socket';
import { Corrector, startedAt } from '../../support/correcting';
import { restAs } from '../../support/people';
import { Answer, expectProblem, expectStatus } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';
import { utterance, utterances } from '../../support/samples';

const NOBODY = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';

describe('correcting calls', () => {
  let parley: TestApp;
  let calls: Corrector;

  beforeAll(async () => {
    parley = await startTestApp();
    calls = new Corrector(restAs(parley, 'user'));
  }, 60_000);
  afterAll(() => parley.close());

  /** Refused, and nothing of the call is another. */
  async function expectRefusal(id: string, send: () => Promise<Answer>, status: number, code: string) {
    const { database } = parley;
    const state = async () => [
      await calls.read(id),
      await calls.transcript(id),
      await countRows(database, 'call_versions'),
    ];
    const before = await state();
    const problem = expectProblem(await send(), status, code);
    expect(await state()).toEqual(before);
    return problem;
  }

  describe('details', () => {
    it('replaces what is given and keeps what is left out', async () => {
      const before = await calls.completed({ tags: ['a', 'b'], customer: 'Ann', metadata: { queue: 'sales', n: 1 } });
      const after = expectStatus(await calls.details(before.id, { expectedVersion: 1, tags: ['c'] }), 200);
      expect(after).toEqual({ ...before, tags: ['c'], epoch: 2, updatedAt: after.updatedAt });
      expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt));
      const rest = { expectedVersion: 2, customer: 'Bob', metadata: { queue: null } };
      expect(expectStatus(await calls.details(before.id, rest), 200)).toMatchObject({
        ...{ tags: ['c'], customer: 'Bob', metadata: { queue: null }, epoch: 3 },
      });
    });

    it('clears: the customer by null, tags by an empty list, metadata by an empty object', async () => {
      const { id } = await calls.completed({ tags: ['a'], customer: 'Ann', metadata: { n: 1 } });
      const cleared = { expectedVersion: 1, customer: null, tags: [], metadata: {} };
      expect(expectStatus(await calls.details(id, cleared), 200)).toMatchObject({
        customer: null,
        tags: [],
        metadata: {},
      });
      const { items } = expectStatus(await calls.versions(id), 200);
      expect(items[0]?.change).toEqual({ kind: 'details', fields: ['tags', 'customer', 'metadata'] });
    });

    it('makes no version of what is there already, however it is spelled', async () => {
      const call = await calls.completed({
        tags: ['a', 'b'],
        customer: 'Ann',
        metadata: { a: { x: 1, y: [0] }, b: 2 },
      });
      const same = {
        expectedVersion: 1,
        tags: ['a', 'b'],
        customer: 'Ann',
        metadata: { b: 2, a: { y: [-0], x: 1.0 } },
      };
      expect(expectStatus(await calls.details(call.id, same), 200)).toEqual(call);
      expect(expectStatus(await calls.versions(call.id), 200).total).toBe(1);
    });

    it.each([
      ['nothing to change', { expectedVersion: 1 }, 'tags'],
      ['no version', { tags: [] }, 'expectedVersion'],
      ['a version that is none', { expectedVersion: 0, tags: [] }, 'expectedVersion'],
      ['a version as text', { expectedVersion: '1', tags: [] }, 'expectedVersion'],
      ['null for tags', { expectedVersion: 1, tags: null }, 'tags'],
      ['null for metadata', { expectedVersion: 1, metadata: null }, 'metadata'],
      ['a list for metadata', { expectedVersion: 1, metadata: [] }, 'metadata'],
      ['repeated tags', { expectedVersion: 1, tags: ['a', 'a'] }, 'tags'],
      ['51 tags', { expectedVersion: 1, tags: upTo(51).map(String) }, 'tags'],
      ['an empty customer', { expectedVersion: 1, customer: '' }, 'customer'],
      ['metadata that is too large', { expectedVersion: 1, metadata: { a: 'x'.repeat(10_000) } }, 'metadata'],
      ['something that cannot be corrected', { expectedVersion: 1, tags: [], language: 'en' }, 'language'],
    ])('refuses %s, naming the field', async (_, body, field) => {
      const { id } = await calls.completed({ customer: 'Ann' });
      const problem = await expectRefusal(id, () => calls.details(id, body), 400, 'request.invalid');
      expect(problem.errors?.[0]?.field).toBe(field);
    });
  });

  describe('texts', () => {
    it('scores the new text and all that follows from it, as a call received like that has it', async () => {
      const spoken = utterances(1, 40);
      const call = await calls.completed({ utterances: spoken });
      const words = 'This is terrible, I hate it, and I am very angry with you!';
      const after = expectStatus(await calls.text(call.id, 7, { expectedVersion: 1, text: words }), 200);
      const like = await calls.completed({ utterances: spoken.map((u) => (u.seq === 7 ? { ...u, text: words } : u)) });
      expect(after.sentiment).toEqual(like.sentiment);
      expect(after.sentiment).not.toEqual(call.sentiment);
      expect(after.sentiment.shift).not.toBe(call.sentiment.shift);
      expect((await calls.transcript(call.id)).utterances).toEqual((await calls.transcript(like.id)).utterances);
      const streamOf = async (id: string) =>
        (await calls.points(id)).map((point) => ({ ...point, callId: '', epoch: 0, timestamp: '' }));
      expect(await streamOf(call.id)).toEqual(await streamOf(like.id));
    });

    it('knows a late redelivery of the original, and refuses the corrected text as a delivery', async () => {
      const { id } = await calls.create();
      const deliver = (changes = {}) =>
        calls.rest.post(`/calls/${id}/utterances`, { utterances: [utterance(1, changes)] });
      expectStatus(await deliver(), 200);
      expectStatus(await calls.text(id, 1, { expectedVersion: 1, text: 'Corrected.' }), 200);
      expect(expectStatus(await deliver(), 200)).toEqual({ accepted: 0, duplicates: 1, lastPosition: 1 });
      expectProblem(await deliver({ text: 'Corrected.' }), 409, 'calls.utterance_conflict');
      expect((await calls.transcript(id)).utterances[0]?.text).toBe('Corrected.');
    });

    it('answers the same call to the same creation again, with its corrections', async () => {
      const body = { startedAt, externalId: 'corrected-1', utterances: utterances(1, 2) };
      const { id } = await calls.create(body);
      const after = expectStatus(await calls.text(id, 1, { expectedVersion: 1, text: 'Corrected.' }), 200);
      expect(expectStatus(await calls.rest.post<CallDto>('/calls', body), 200)).toEqual(after);
    });

    it('leaves word times and the sentiment of the source as they came', async () => {
      const given = { words: [{ text: 'Hi', startMs: 0, endMs: 10 }], vendorSentiment: { label: 'POSITIVE' } };
      const { id } = await calls.completed({ utterances: [utterance(1, given)] });
      expectStatus(await calls.text(id, 1, { expectedVersion: 1, text: 'Awful!' }), 200);
      const path = `/calls/${id}/transcript?include=words,vendorSentiment`;
      const [seen] = expectStatus(await calls.rest.get<TranscriptDto>(path), 200).utterances;
      expect(seen).toMatchObject({ text: 'Awful!', label: 'negative', ...given });
    });

    it('makes no version of the same text', async () => {
      const call = await calls.completed();
      const same = { expectedVersion: 1, text: utterance(3).text };
      expect(expectStatus(await calls.text(call.id, 3, same), 200)).toEqual(call);
    });

    it.each([
      ['an empty text', 1, { expectedVersion: 1, text: '' }, 'text'],
      ['a text that is too long', 1, { expectedVersion: 1, text: 'a'.repeat(20_001) }, 'text'],
      ['no text', 1, { expectedVersion: 1 }, 'text'],
      ['a speaker', 1, { expectedVersion: 1, text: 'a', speaker: 'agent' }, 'speaker'],
      ['seq 0', 0, { expectedVersion: 1, text: 'a' }, 'seq'],
      ['a seq that is no number', '1e3', { expectedVersion: 1, text: 'a' }, 'seq'],
      ['a seq beyond all bounds', '99999999999999', { expectedVersion: 1, text: 'a' }, 'seq'],
    ])('refuses %s, naming the field', async (_, seq, body, field) => {
      const { id } = await calls.completed();
      const problem = await expectRefusal(id, () => calls.text(id, seq, body), 400, 'request.invalid');
      expect(problem.errors?.[0]?.field).toBe(field);
    });

    it('refuses NUL and half a surrogate pair', async () => {
      const { id } = await calls.completed();
      for (const wrong of ['a\0b', '\ud800']) {
        await expectRefusal(id, () => calls.text(id, 1, { expectedVersion: 1, text: wrong }), 400, 'request.invalid');
      }
    });

    it('takes the longest text, spelled in the longest way', async () => {
      const { id } = await calls.completed();
      const body = `{"expectedVersion":1,"text":"${'\\u00e9'.repeat(20_000)}"}`;
      expectStatus(await calls.text(id, 1, body), 200);
      expect((await calls.transcript(id)).utterances[0]?.text).toBe('é'.repeat(20_000));
    });

    it('lets no call grow beyond its two million characters', async () => {
      const { id } = await calls.completed({ utterances: utterances(1, 2) });
      const own = utterance(1).text.length;
      const nearly = 2_000_000 - 100 + own;
      await runSql(parley.database, 'UPDATE calls SET transcript_length = $2 WHERE id = $1', [id, nearly]);
      const longer = (length: number) => calls.text(id, 1, { expectedVersion: 1, text: 'a'.repeat(length) });
      await expectRefusal(id, () => longer(101), 422, 'calls.too_long');
      expectStatus(await longer(100), 200);
      const [row] = await runSql<{ n: number }>(
        parley.database,
        'SELECT transcript_length AS n FROM calls WHERE id = $1',
        [id],
      );
      expect(row?.n).toBe(2_000_000);
    });

    it('knows no such utterance', async () => {
      const { id } = await calls.completed();
      const problem = await expectRefusal(
        id,
        () => calls.text(id, 7, { expectedVersion: 1, text: 'a' }),
        404,
        'calls.utterance_not_found',
      );
      expect(problem.detail).toContain('utterance 7');
    });
  });

  describe('swapped speakers', () => {
    it('exchanges agent and customer with all their scores, and keeps others', async () => {
      const spoken = [...utterances(1, 20), utterance(21, { speaker: 'other' })];
      const call = await calls.completed({ utterances: spoken });
      const after = expectStatus(await calls.swap(call.id, 1), 200);
      const { overall, agent, customer } = call.sentiment;
      expect(after.sentiment).toMatchObject({ overall, agent: customer, customer: agent });
      const speakers = (await calls.transcript(call.id)).utterances.map(({ speaker }) => speaker);
      expect(speakers.slice(-3)).toEqual(['agent', 'customer', 'other']);
      const back = expectStatus(await calls.swap(call.id, 2), 200);
      expect(back).toEqual({ ...call, epoch: 3, updatedAt: back.updatedAt });
    });

    it('makes no version where there is nothing to swap', async () => {
      const empty = await calls.create();
      expect(expectStatus(await calls.swap(empty.id, 1), 200)).toEqual(empty);
      const others = await calls.completed({ utterances: [utterance(1, { speaker: 'other' })] });
      expect(expectStatus(await calls.swap(others.id, 1), 200)).toEqual(others);
    });

    it('goes on from there in a live call', async () => {
      const { id } = await calls.create();
      await calls.append(id, 1, 10);
      expectStatus(await calls.swap(id, 1), 200);
      await calls.append(id, 11, 20);
      const speakers = (await calls.transcript(id)).utterances.map(({ speaker }) => speaker);
      expect(speakers.slice(8, 12)).toEqual(['agent', 'customer', 'customer', 'agent']);
      expect((await calls.points(id)).map(({ epoch, position }) => [epoch, position])).toEqual(
        upTo(20).map((n) => [2, n]),
      );
    });
  });

  it('refuses a version that was replaced, whatever is corrected, and names the current one', async () => {
    const { id } = await calls.completed();
    expectStatus(await calls.details(id, { expectedVersion: 1, tags: ['x'] }), 200);
    const sendings = [
      () => calls.details(id, { expectedVersion: 1, tags: ['y'] }),
      () => calls.details(id, { expectedVersion: 1, tags: ['x'] }),
      () => calls.details(id, { expectedVersion: 3, tags: ['y'] }),
      () => calls.text(id, 1, { expectedVersion: 1, text: 'a' }),
      () => calls.swap(id, 1),
    ];
    for (const send of sendings) {
      const problem = await expectRefusal(id, send, 412, 'calls.version_stale');
      expect(problem.detail).toContain('version 2');
    }
  });

  it('knows no call of that id, nor one that was deleted', async () => {
    const { id } = await calls.completed();
    expectStatus(await calls.text(id, 1, { expectedVersion: 1, text: 'a' }), 200);
    expectStatus(await restAs(parley, 'admin').delete(`/calls/${id}`), 204);
    for (const gone of [NOBODY, id]) {
      expectProblem(await calls.details(gone, { expectedVersion: 1, tags: [] }), 404, 'calls.not_found');
      expectProblem(await calls.text(gone, 1, { expectedVersion: 1, text: 'a' }), 404, 'calls.not_found');
      expectProblem(await calls.swap(gone, 1), 404, 'calls.not_found');
      expectProblem(await calls.versions(gone), 404, 'calls.not_found');
      expectProblem(await calls.version(gone, 1), 404, 'calls.not_found');
    }
    expect(await runSql(parley.database, 'SELECT FROM call_versions WHERE call_id = $1', [id])).toEqual([]);
  });

  it('may not be done by a viewer, who may read the versions', async () => {
    const { id } = await calls.completed();
    const viewer = restAs(parley, 'viewer');
    expectProblem(await viewer.patch(`/calls/${id}`, { expectedVersion: 1, tags: [] }), 403, 'auth.forbidden');
    expectProblem(await viewer.post(`/calls/${id}/swap-speakers`, { expectedVersion: 1 }), 403, 'auth.forbidden');
    const path = `/calls/${id}/utterances/1`;
    expectProblem(await viewer.patch(path, { expectedVersion: 1, text: 'a' }), 403, 'auth.forbidden');
    expectStatus(await viewer.get(`/calls/${id}/versions/1`), 200);
  });
});
