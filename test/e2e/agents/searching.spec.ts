import { PageOf } from '../../../src/core/database/paging';
import { AgentDto } from '../../../src/modules/agents/dto/agent.dto';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';

type Page = PageOf<AgentDto>;

/** Name, team and external id of people whose names are of many kinds. */
const PEOPLE: [name: string, team: string | null, externalId: string][] = [
  ['Maria Lopez', 'Billing', 'crm-1'],
  ['maria lopez', 'Sales', 'crm-2'],
  ['Anna-Maria von Holst', 'Billing', 'CRM-3'],
  ["Conan O'Brien", null, '50%_off'],
  ['Łukasz Żółć', 'billing', 'back\\slash'],
  ['山田 太郎', null, 'tokyo-1'],
  ['😀 Bot (beta)', null, "x' OR 1=1 --"],
  ['Mariano Rossi', null, 'crm-10'],
  ['\u0001\u0002'.repeat(100), null, 'controls'],
  ['Ω'.repeat(200), null, 'omegas'],
];
const INSERT = `INSERT INTO agents (id, external_id, name, team) VALUES (gen_random_uuid(), $1, $2, $3)`;
/** Five agents of each name, so that pages end between namesakes. */
const MANY = `
  INSERT INTO agents (id, external_id, name, team)
  SELECT gen_random_uuid(), 'many-' || n, 'Namesake N' || n / 5, 'Many' FROM generate_series(0, $1::int - 1) AS n`;

describe('lists of agents', () => {
  let parley: TestApp;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'viewer');
    for (const [name, team, externalId] of PEOPLE) await runSql(parley.database, INSERT, [externalId, name, team]);
    await runSql(parley.database, MANY, [300]);
  }, 60_000);
  afterAll(() => parley.close());

  const page = async (query: Record<string, string> = {}) =>
    expectStatus(await rest.get<Page>(`/agents?${new URLSearchParams(query).toString()}`), 200);
  const idsOf = (found: Page) => found.items.map(({ externalId }) => externalId).sort();
  const found = async (q: string) => idsOf(await page({ q }));

  async function walk(query: Record<string, string>): Promise<AgentDto[]> {
    const pages = [await page(query)];
    for (let last = pages[0]; last?.nextCursor; last = pages.at(-1)) {
      pages.push(await page({ ...query, cursor: last.nextCursor }));
    }
    return pages.flatMap(({ items }) => items);
  }

  it('answers 50 agents by name, whatever their capitals, with the exact total', async () => {
    const first = await page();
    expect(first).toMatchObject({ total: 310, totalIsCapped: false, nextCursor: expect.any(String) as string });
    const order = first.items.map(({ name, id }) => `${name.toLowerCase()} ${id}`);
    expect(order).toEqual([...order].sort());
    expect(first.items).toHaveLength(50);
    expect(first.items.find(({ externalId }) => externalId === 'crm-1')).toEqual({
      id: expect.any(String) as string,
      externalId: 'crm-1',
      name: 'Maria Lopez',
      team: 'Billing',
      userId: null,
      createdAt: expect.stringMatching(/Z$/) as string,
      updatedAt: expect.stringMatching(/Z$/) as string,
    });
  });

  it.each<Record<string, string>>([{}, { team: 'Many' }, { q: 'name' }, { q: 'namesake n1', team: 'Many' }])(
    'walks by cursor through what it walks through by offset, every agent once (%j)',
    async (filters) => {
      const byCursor = await walk({ limit: '37', ...filters });
      const { total } = await page({ limit: '1', ...filters });
      const offsets = Array.from({ length: Math.ceil(total / 37) }, (_, index) => String(index * 37));
      const byOffset = await Promise.all(offsets.map((offset) => page({ limit: '37', offset, ...filters })));
      expect(byCursor).toEqual(byOffset.flatMap(({ items }) => items));
      expect(new Set(byCursor.map(({ id }) => id)).size).toBe(total);
      expect(total).toBeGreaterThan(37);
    },
  );

  it('walks over the longest and strangest names', async () => {
    const all = await walk({ limit: '1', q: 'ω' });
    expect(all.map(({ externalId }) => externalId)).toEqual(['omegas']);
    const names = (await walk({ limit: '1' })).map(({ name }) => name);
    expect(names).toHaveLength(310);
    expect(names).toEqual(expect.arrayContaining(PEOPLE.map(([name]) => name)));
  }, 60_000);

  it.each([
    ['maria', ['CRM-3', 'crm-1', 'crm-10', 'crm-2']],
    ['MARIA LOP', ['crm-1', 'crm-2']],
    ['lopez maria', ['crm-1', 'crm-2']],
    ['aria', []],
    ['hol', ['CRM-3']],
    ['brien', ['50%_off']],
    ["o'b", ['50%_off']],
    ['żÓŁ', ['back\\slash']],
    ['太', ['tokyo-1']],
    ['😀', ["x' OR 1=1 --"]],
    ['beta', ["x' OR 1=1 --"]],
  ])('finds by the beginning of any word: %s', async (q, externalIds) => {
    expect(await found(q)).toEqual(externalIds);
  });

  it.each([
    ['crm-1', ['crm-1', 'crm-10']],
    ['CRM', ['CRM-3', 'crm-1', 'crm-10', 'crm-2']],
    ['rm-1', []],
    ['tokyo-1', ['tokyo-1']],
  ])('finds by the beginning of the external id: %s', async (q, externalIds) => {
    expect(await found(q)).toEqual(externalIds);
  });

  it.each([
    ['%', []],
    ['_', []],
    ['\\', []],
    ['rm%', []],
    ['50%_', ['50%_off']],
    ['50_', []],
    ['50%%', []],
    ['back\\', ['back\\slash']],
    ['back\\s', ['back\\slash']],
    ["x' OR 1=1 --", ["x' OR 1=1 --"]],
    ["' OR 1=1 --", []],
    [`x':* | 'm`, []],
    ['m:*|o', []],
    ['!m', ['CRM-3', 'crm-1', 'crm-10', 'crm-2']],
    ['(m & l) <-> x', []],
    ['$1', []],
    ['\u202e', []],
    ['a\u0301', []],
    [' ', []],
  ])('takes every character for itself: %j', async (q, externalIds) => {
    expect(await found(q)).toEqual(externalIds);
  });

  it('filters by team, exactly as it is written', async () => {
    expect(idsOf(await page({ team: 'Billing' }))).toEqual(['CRM-3', 'crm-1']);
    expect(idsOf(await page({ team: 'billing' }))).toEqual(['back\\slash']);
    expect(idsOf(await page({ team: 'Billing', q: 'holst' }))).toEqual(['CRM-3']);
    expect(await page({ team: 'None' })).toEqual({ items: [], nextCursor: null, total: 0, totalIsCapped: false });
  });

  it('refuses a cursor of another list or of other filters', async () => {
    const { nextCursor } = await page({ limit: '5', team: 'Many' });
    await restAs(parley, 'user').post('/calls', {});
    await restAs(parley, 'user').post('/calls', {});
    const calls = expectStatus(await rest.get<PageOf<unknown>>('/calls?limit=1'), 200);
    for (const path of [
      `/agents?cursor=${calls.nextCursor}`,
      `/agents?cursor=${nextCursor}`,
      `/agents?team=many&cursor=${nextCursor}`,
      `/agents?team=Many&q=name&cursor=${nextCursor}`,
      `/calls?cursor=${nextCursor}`,
    ]) {
      expectProblem(await rest.get(path), 400, 'paging.bad_cursor');
    }
    expect(calls.nextCursor).not.toBeNull();
  });

  it('refuses cursors that it did not make', async () => {
    const { nextCursor } = await page({ limit: '5' });
    const [digest, name, id] = JSON.parse(Buffer.from(nextCursor ?? '', 'base64url').toString()) as string[];
    const forged = [
      [digest],
      [digest, name],
      [digest, id, name],
      [digest, null, id],
      [digest, 1, id],
      [digest, [name], id],
      [digest, 'a\0b', id],
      [digest, '\ud800', id],
      [digest, name, "x' OR 1=1"],
    ].map((key) => Buffer.from(JSON.stringify(key)).toString('base64url'));
    for (const cursor of forged) {
      expectProblem(await rest.get(`/agents?cursor=${cursor}`), 400, 'paging.bad_cursor');
    }
  });

  it.each([
    ['q=', 'q'],
    ['q=%00', 'q'],
    ['q=a&q=b', 'q'],
    [`q=${'a'.repeat(101)}`, 'q'],
    ['q=a+b+c+d+e+f+g+h+i', 'q'],
    ['q[a]=b', 'q[a]'],
    ['team=', 'team'],
    ['team=%00', 'team'],
    [`team=${'a'.repeat(101)}`, 'team'],
    ['limit=0', 'limit'],
    ['offset=10001', 'offset'],
    ['offset=1&cursor=WyJ4Il0', 'offset'],
    [`cursor=${'A'.repeat(2_049)}`, 'cursor'],
    ['sort=team', 'sort'],
  ])('refuses ?%s', async (query, field) => {
    const { errors } = expectProblem(await rest.get(`/agents?${query}`), 400, 'request.invalid');
    expect(errors?.map((error) => error.field)).toEqual([field]);
  });

  it('answers nobody without a token', async () => {
    expectProblem(await new RestClient(parley.url).get('/agents'), 401, 'auth.required');
  });

  it('counts to 10,000 and no further, and still walks beyond', async () => {
    await runSql(parley.database, MANY.replaceAll('many-', 'more-'), [9_691]);
    expect(await page({ limit: '1' })).toMatchObject({ total: 10_000, totalIsCapped: true });
    expect((await page({ limit: '200', offset: '10000' })).items).toHaveLength(1);
  }, 30_000);
});
