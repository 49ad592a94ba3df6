import { PageOf } from '../../../src/core/database/paging';
import { UserDto } from '../../../src/modules/users/dto/user.dto';
import { startTestApp, TestApp } from '../../support/app';
import { makeAccount } from '../../support/accounts';
import { restAs } from '../../support/people';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';

jest.setTimeout(20_000);

type Page = PageOf<UserDto>;

/** User name, e-mail address, name, role and whether active, of people of many kinds. */
const PEOPLE: [username: string, email: string | null, name: string | null, role: string, active: boolean][] = [
  ['Maria', 'm.lopez@example.com', 'Maria Lopez', 'analyst', true],
  ['m.rossi', 'mariano@example.org', 'Mariano Rossi', 'user', true],
  ['ANNA-marie', 'anna@example.org', null, 'user', false],
  ['zoltan', null, 'Łukasz Żółć', 'admin', true],
  ['tokyo_1', 'taro@example.jp', '山田 太郎', 'viewer', true],
  ['robot', "o'brien@example.com", "x' OR 1=1 -- \\", 'viewer', false],
];
const INSERT = `INSERT INTO users (id, username, email, name, role, active, password_hash)
  VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, 'none')`;
const MANY = `INSERT INTO users (id, username, role, password_hash)
  SELECT gen_random_uuid(), 'Many.' || n, 'user', 'none' FROM generate_series(1, 120) AS n`;

describe('lists of users', () => {
  let parley: TestApp;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'admin');
    for (const person of PEOPLE) await runSql(parley.database, INSERT, person);
    await runSql(parley.database, MANY);
  }, 60_000);
  afterAll(() => parley.close());

  const ask = (query: Record<string, string>) => rest.get<Page>(`/users?${new URLSearchParams(query).toString()}`);
  const page = async (query: Record<string, string> = {}) => expectStatus(await ask(query), 200);
  const namesOf = ({ items }: Page) => items.map(({ username }) => username);

  async function walk(query: Record<string, string>): Promise<UserDto[]> {
    const pages = [await page(query)];
    for (let last = pages[0]; last?.nextCursor; last = pages.at(-1)) {
      pages.push(await page({ ...query, cursor: last.nextCursor }));
    }
    return pages.flatMap(({ items }) => items);
  }

  it('are by user name, whatever its capitals, with the exact total and without secrets', async () => {
    const first = await page();
    expect(first).toMatchObject({ total: 126, totalIsCapped: false, nextCursor: expect.any(String) as string });
    expect(namesOf(first).slice(0, 4)).toEqual(['ANNA-marie', 'm.rossi', 'Many.1', 'Many.10']);
    expect(Object.keys(first.items[0] ?? {}).sort()).toEqual(
      ['active', 'createdAt', 'email', 'id', 'lastLoginAt', 'name', 'role', 'updatedAt', 'username'].sort(),
    );
  });

  it('give everybody exactly once by cursor and by offset', async () => {
    const all = (await walk({ limit: '200' })).map(({ id }) => id);
    expect(new Set(all).size).toBe(126);
    expect((await walk({ limit: '7' })).map(({ id }) => id)).toEqual(all);
    const skipped = await page({ limit: '10', offset: '120' });
    expect(skipped.items.map(({ id }) => id)).toEqual(all.slice(120));
    expect(skipped.nextCursor).toBeNull();
  });

  it.each([
    ['mar', ['ANNA-marie', 'm.rossi', 'Maria']],
    ['MARIA', ['m.rossi', 'Maria']],
    ['lopez mar', ['Maria']],
    ['lopez@example', ['Maria']],
    ['m.lopez@example.com', ['Maria']],
    ['example.org', ['ANNA-marie', 'm.rossi']],
    ['brien', ['robot']],
    ['żółć', ['zoltan']],
    ['太', ['tokyo_1']],
    ['tokyo_', ['tokyo_1']],
    ['opez', []],
    ["' OR 'x'='y", []],
    ['%', []],
    ['nobody', []],
  ])('find by %j', async (q, names) => {
    const found = await page({ q });
    expect({ names: namesOf(found), total: found.total }).toEqual({ names, total: names.length });
  });

  it.each<[Record<string, string>, string[]]>([
    [{ role: 'admin' }, ['zoltan']],
    [{ active: 'false' }, ['ANNA-marie', 'robot']],
    [{ active: 'false', role: 'viewer' }, ['robot']],
    [{ active: 'true', role: 'viewer' }, ['tokyo_1']],
    [{ q: 'mar', role: 'user' }, ['ANNA-marie', 'm.rossi']],
    [{ q: 'mar', role: 'user', active: 'true' }, ['m.rossi']],
  ])('are filtered by %j', async (query, names) => {
    const found = await page(query);
    expect({ names: namesOf(found), total: found.total }).toEqual({ names, total: names.length });
  });

  it.each<[string, Record<string, string>]>([
    ['role', { role: 'root' }],
    ['active', { active: 'yes' }],
    ['q', { q: '' }],
    ['q', { q: 'a b c d e f g h i' }],
    ['q', { q: 'a\0' }],
    ['limit', { limit: '0' }],
    ['offset', { offset: '10001' }],
    ['sort', { sort: 'password_hash' }],
    ['passwordHash', { passwordHash: 'none' }],
  ])('refuse a wrong %s', async (field, query) => {
    const problem = expectProblem(await ask(query), 400, 'request.invalid');
    expect(problem.errors?.map((error) => error.field)).toEqual([field]);
  });

  it('refuse the cursor of other filters, and one that was made up', async () => {
    const cursor = (await page({ limit: '1', role: 'user' })).nextCursor ?? '';
    const queries: Record<string, string>[] = [{ cursor }, { cursor, role: 'viewer' }, { cursor: 'W10' }];
    for (const query of queries) {
      expectProblem(await ask(query), 400, 'paging.bad_cursor');
    }
  });

  it('tell when somebody signed in last', async () => {
    const account = { username: 'sam', email: 'sam@example.com', password: 'correct horse battery', role: 'viewer' };
    const { rest: boss } = await makeAccount(parley, 'boss', 'admin');
    const { id } = expectStatus(await boss.post<UserDto>('/users', account), 201);
    const before = Date.now() - 60_000;
    await RestClient.signIn(parley.url, 'sam', account.password);
    const { lastLoginAt } = expectStatus(await rest.get<UserDto>(`/users/${id}`), 200);
    expect(Date.parse(lastLoginAt ?? '')).toBeGreaterThan(before);
    expect((await page({ q: 'sam' })).items).toMatchObject([{ id, lastLoginAt }]);
    expectStatus(await boss.delete(`/users/${id}`), 204);
  });
});
