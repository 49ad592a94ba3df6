import { startTestApp, TestApp } from '../../support/app';
import { Account, makeAccount } from '../../support/accounts';
import { upTo } from '../../support/call-socket';
import { Answer, expectProblem, expectStatus, ProblemBody, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';

jest.setTimeout(60_000);

const ACTIVE_ADMINS = `users WHERE role = 'admin' AND active`;

/** What takes an admin away. */
const removals: Record<string, (rest: RestClient, id: string) => Promise<Answer>> = {
  'given another role': (rest, id) => rest.patch(`/users/${id}/role`, { role: 'analyst' }),
  deactivated: (rest, id) => rest.patch(`/users/${id}`, { active: false }),
  deleted: (rest, id) => rest.delete(`/users/${id}`),
};

describe('the last active admin', () => {
  let parley: TestApp;

  beforeAll(async () => {
    parley = await startTestApp();
  }, 60_000);
  afterEach(() => runSql(parley.database, 'DELETE FROM users'));
  afterAll(() => parley.close());

  const admin = (name: string) => makeAccount(parley, name, 'admin');

  describe.each(Object.entries(removals))('cannot be %s', (_, remove) => {
    it('by himself', async () => {
      const last = await admin('last');
      await makeAccount(parley, 'bystander', 'analyst');
      const inactive = await admin('inactive');
      await runSql(parley.database, 'UPDATE users SET active = false WHERE id = $1', [inactive.id]);
      const before = await runSql(parley.database, 'SELECT * FROM users ORDER BY id');
      expectProblem(await remove(last.rest, last.id), 409, 'users.last_admin');
      expect(await runSql(parley.database, 'SELECT * FROM users ORDER BY id')).toEqual(before);
      expect(await countRows(parley.database, `sessions WHERE ended_at IS NULL AND user_id = '${last.id}'`)).toBe(1);
      expect(await countRows(parley.database, `audit_entries WHERE target_id = '${last.id}'`)).toBe(0);
    });
  });

  it('may go once there is another, who then is the last; inactive admins and others may always go', async () => {
    const [first, second, idle] = [await admin('first'), await admin('second'), await admin('idle')];
    expectStatus(await second.rest.patch(`/users/${idle.id}`, { active: false }), 200);
    expectStatus(await first.rest.delete(`/users/${first.id}`), 204);
    expectProblem(await second.rest.delete(`/users/${second.id}`), 409, 'users.last_admin');
    expectStatus(await second.rest.patch(`/users/${idle.id}/role`, { role: 'user' }), 200);
    expectStatus(await second.rest.delete(`/users/${idle.id}`), 204);
    expectStatus(await second.rest.patch(`/users/${second.id}`, { name: 'The Last', active: true }), 200);
    expectStatus(await second.rest.patch(`/users/${second.id}/role`, { role: 'admin' }), 200);
  });

  it.each(upTo(5))('stays when three put each other and themselves out in every way at once (round %i)', async () => {
    const admins = [await admin('a'), await admin('b'), await admin('c')];
    const acts = admins.flatMap(({ rest }) =>
      admins.flatMap((on) => Object.values(removals).map((remove) => () => remove(rest, on.id))),
    );
    const answers = await Promise.all(shuffled(acts).map((act) => act()));
    expect(await countRows(parley.database, ACTIVE_ADMINS)).toBe(1);
    for (const answer of answers.filter(({ status }) => status > 204)) {
      expect(['users.not_found', 'users.last_admin', 'auth.invalid']).toContain((answer.body as ProblemBody).code);
    }
    expect(answers.some(({ status }) => status === 409)).toBe(true);
  });

  it('stays while others are made admins and go again', async () => {
    const admins: Account[] = [];
    for (const name of ['a', 'b', 'c', 'd']) admins.push(await admin(name));
    const swings = admins.flatMap(({ rest }) =>
      admins.flatMap(({ id }) =>
        upTo(2).map((n) => () => rest.patch(`/users/${id}/role`, { role: n === 1 ? 'admin' : 'user' })),
      ),
    );
    const answers = await Promise.all(shuffled(swings).map((swing) => swing()));
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(['users.last_admin', 'auth.invalid']).toContain((answer.body as ProblemBody).code);
    }
    expect(await countRows(parley.database, ACTIVE_ADMINS)).toBeGreaterThan(0);
  });
});

function shuffled<T>(items: T[]): T[] {
  const keyed = items.map((item) => ({ item, key: Math.random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
