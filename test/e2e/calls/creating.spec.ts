import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { startTestApp, TestApp } from '../../support/app';
import { countRows } from '../../support/rows';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { utterance, utterances } from '../../support/samples';

const startedAt = '2026-03-01T09:30:00.000Z';
const unique = (() => {
  let last = 0;
  return (name: string) => `${name}-${++last}`;
})();

describe('creating calls', () => {
  let parley: TestApp;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'user');
  }, 60_000);
  afterAll(() => parley.close());

  const create = (body: object) => rest.post<CallDto>('/calls', body);
  const rows = (table: string) => countRows(parley.database, table);

  it('answers a live call in full, and where it is', async () => {
    const externalId = unique('live');
    const answer = await create({
      externalId,
      agent: { externalId: 'agent-17', name: 'Maria Lopez' },
      customer: '+49 30 1234567',
      direction: 'inbound',
      startedAt,
      language: 'en-US',
      tags: ['renewal', 'billing'],
      metadata: { queue: 'sales', nested: { deep: [1, 2.5, null, true] } },
    });
    const call = expectStatus(answer, 201);
    expect(call).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{14}7[0-9a-f-]{21}$/) as string,
      externalId,
      status: 'live',
      agent: { id: expect.any(String) as string, externalId: 'agent-17', name: 'Maria Lopez' },
      customer: '+49 30 1234567',
      direction: 'inbound',
      startedAt,
      endedAt: null,
      durationMs: null,
      language: 'en-US',
      tags: ['renewal', 'billing'],
      metadata: { queue: 'sales', nested: { deep: [1, 2.5, null, true] } },
      sentiment: { overall: null, agent: null, customer: null, trend: null, shift: null },
      metrics: null,
      source: 'api',
      epoch: 1,
      lastPosition: 0,
      createdAt: expect.any(String) as string,
      updatedAt: expect.any(String) as string,
    });
    expect(answer.headers.get('location')).toBe(`/api/v1/calls/${call.id}`);
    expect(expectStatus(await rest.get<CallDto>(`/calls/${call.id.toUpperCase()}`), 200)).toEqual(call);
  });

  it('takes a call of which nothing is known but that it began now', async () => {
    const before = Date.now() - 1_000;
    const call = expectStatus(await create({}), 201);
    expect(Date.parse(call.startedAt)).toBeGreaterThan(before);
    expect(call).toMatchObject({
      externalId: null,
      status: 'live',
      agent: null,
      customer: null,
      tags: [],
      metadata: {},
    });
  });

  it('takes null for absent', async () => {
    const absent = ['externalId', 'status', 'agent', 'customer', 'direction', 'startedAt', 'endedAt', 'language'];
    const nulls = Object.fromEntries([...absent, 'tags', 'metadata', 'utterances'].map((name) => [name, null]));
    const before = Date.now() - 1_000;
    const call = expectStatus(await create(nulls), 201);
    expect(call).toMatchObject({ status: 'live', endedAt: null, tags: [], metadata: {} });
    expect(Date.parse(call.startedAt)).toBeGreaterThan(before);
    expectStatus(await rest.post(`/calls/${call.id}/complete`, { endedAt: null }), 200);
    expectProblem(await create({ status: 'completed', utterances: null }), 400, 'request.invalid');
  });

  it('stores a completed call with its transcript and scores', async () => {
    const call = expectStatus(await create({ status: 'completed', startedAt, utterances: utterances(1, 4) }), 201);
    expect(call).toMatchObject({ status: 'completed', endedAt: null, durationMs: 4_800, lastPosition: 4 });
    expect(call.sentiment).toMatchObject({
      overall: expect.any(Number) as number,
      trend: expect.any(String) as string,
    });
    const { utterances: stored } = expectStatus(
      await rest.get<{ utterances: { seq: number }[] }>(`/calls/${call.id}/transcript`),
      200,
    );
    expect(stored.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['endedAt - startedAt when both are told', { endedAt: '2026-03-01T09:36:12Z' }, utterances(1, 2), 372_000],
    ['the latest end of an utterance', {}, [utterance(2), utterance(1, { startMs: 0, endMs: 9_000 })], 9_000],
    ['unknown without times', {}, [utterance(1, { startMs: null, endMs: null })], null],
    ['0 when it ends as it starts', { endedAt: startedAt }, utterances(1, 1), 0],
  ])('takes for its duration: %s', async (_, times, spoken, expected) => {
    expect(expectStatus(await create({ startedAt, ...times, utterances: spoken }), 201).durationMs).toBe(expected);
  });

  it('stores a repeated utterance of one request once, and refuses one that contradicts itself', async () => {
    const call = expectStatus(await create({ utterances: [utterance(1), utterance(2), utterance(1)] }), 201);
    expect(call.lastPosition).toBe(2);
    const before = await rows('calls');
    const contradiction = { utterances: [utterance(1), utterance(1, { text: 'Something else.' })] };
    expectProblem(await create(contradiction), 409, 'calls.utterance_conflict');
    expect(await rows('calls')).toBe(before);
  });

  it('answers the same call to the same content, however it is spelled', async () => {
    const externalId = unique('same');
    const first = await create({
      externalId,
      startedAt,
      tags: ['a', 'b'],
      metadata: { x: 1, y: { z: 2, w: 3 } },
      utterances: [utterance(1)],
    });
    const again = await create({
      utterances: [utterance(1)],
      metadata: { y: { w: 3, z: 2 }, x: 1.0 },
      tags: ['b', 'a'],
      startedAt: '2026-03-01T10:30:00+01:00',
      externalId,
      customer: null,
    });
    expect(expectStatus(again, 200)).toEqual(expectStatus(first, 201));
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
  });

  it.each([
    ['another start', { startedAt: '2026-03-01T09:30:01Z' }],
    ['other metadata', { metadata: { x: [['a', 1]] } }],
    ['another agent', { agent: { externalId: 'somebody-else' } }],
    ['a transcript', { utterances: [utterance(1)] }],
    ['no tags', { tags: [] }],
  ])('refuses %s under the same externalId, and stores nothing', async (_, change) => {
    const content = { externalId: unique('other'), startedAt, tags: ['a'], metadata: { x: { a: 1 } } };
    const call = expectStatus(await create(content), 201);
    const before = [await rows('calls'), await rows('agents'), await rows('utterances')];
    expectProblem(await create({ ...content, ...change }), 409, 'calls.external_id_taken');
    expect([await rows('calls'), await rows('agents'), await rows('utterances')]).toEqual(before);
    expect(expectStatus(await create(content), 200).id).toBe(call.id);
  });

  it('makes one call of twenty requests at the same instant', async () => {
    const externalId = unique('rush');
    const content = { externalId, startedAt, agent: { externalId: unique('agent') }, utterances: utterances(1, 3) };
    const before = [await rows('calls'), await rows('agents'), await rows('utterances')];
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(content)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const after = [await rows('calls'), await rows('agents'), await rows('utterances')];
    expect(after.map((count, table) => count - (before[table] ?? 0))).toEqual([1, 1, 3]);
  });

  it('lets one of twenty different contents win, and tells the others so', async () => {
    const externalId = unique('contest');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => create({ externalId, startedAt, customer: `customer ${n}` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  });

  it('makes an agent once, however many calls name it first at once, and keeps its first name', async () => {
    const agent = { externalId: unique('agent'), name: 'First Name' };
    const before = await rows('agents');
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({ agent })));
    expect(new Set(answers.map((answer) => expectStatus(answer, 201).agent?.id)).size).toBe(1);
    expect(await rows('agents')).toBe(before + 1);
    const later = expectStatus(await create({ agent: { externalId: agent.externalId, name: 'Other Name' } }), 201);
    expect(later.agent?.name).toBe('First Name');
    expect(expectStatus(await create({ agent: { externalId: unique('nameless') } }), 201).agent?.name).toMatch(
      'nameless',
    );
  });
});
