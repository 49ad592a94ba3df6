import { Role } from '../../../src/core/access/permissions';
import { uuidv7 } from '../../../src/core/database/ids';
import { AgentDto } from '../../../src/modules/agents/dto/agent.dto';
import { AccountDto } from '../../../src/modules/auth/dto/account.dto';
import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { Answer, expectProblem, expectStatus } from '../../support/rest-client';
import { runSql } from '../../support/rows';

const NOBODY = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';

describe('changing agents', () => {
  let parley: TestApp;
  let made = 0;

  beforeAll(async () => {
    parley = await startTestApp();
  }, 60_000);
  afterAll(() => parley.close());

  const patch = (id: string, body: unknown, role: Role = 'admin'): Promise<Answer<AgentDto>> =>
    restAs(parley, role).send<AgentDto>('PATCH', `/agents/${id}`, { body });
  const read = async (id: string) => expectStatus(await restAs(parley, 'viewer').get<AgentDto>(`/agents/${id}`), 200);

  /** An agent as calls make them. */
  async function newAgent(name = 'Ada'): Promise<AgentDto> {
    const agent = { externalId: `agent-${(made += 1)}`, name };
    const call = expectStatus(await restAs(parley, 'user').post<CallDto>('/calls', { agent }), 201);
    return read(call.agent?.id ?? '');
  }

  async function newUser(): Promise<string> {
    const username = `user-${(made += 1)}`;
    const body = { username, email: `${username}@example.com`, password: 'correct horse battery' };
    return expectStatus(await restAs(parley, 'admin').post<AccountDto>('/auth/register', body), 201).id;
  }

  it('reads an agent that a call has made', async () => {
    const agent = await newAgent('Maria Lopez');
    expect(agent).toMatchObject({ name: 'Maria Lopez', team: null, userId: null });
    expect(await read(agent.id.toUpperCase())).toEqual(agent);
    expectProblem(await restAs(parley, 'viewer').get(`/agents/${NOBODY}`), 404, 'agents.not_found');
    expectProblem(await restAs(parley, 'viewer').get('/agents/agent-1'), 400, 'request.invalid');
  });

  it('changes what is given and leaves the rest', async () => {
    const agent = await newAgent();
    const named = expectStatus(await patch(agent.id, { name: 'Grace' }, 'user'), 200);
    expect(named).toEqual({ ...agent, name: 'Grace', updatedAt: named.updatedAt });
    expect(named.updatedAt > agent.updatedAt).toBe(true);
    expect(expectStatus(await patch(agent.id, { team: 'Sales' }, 'user'), 200)).toMatchObject({
      name: 'Grace',
      team: 'Sales',
    });
    expect(expectStatus(await patch(agent.id, { team: null }, 'user'), 200)).toMatchObject({
      name: 'Grace',
      team: null,
    });
    expect(await read(agent.id)).toMatchObject({ name: 'Grace', team: null, userId: null });
  });

  it('shows a new name in calls at once, and no later call takes it back', async () => {
    const { id, externalId } = await newAgent('Ada');
    const user = restAs(parley, 'user');
    expectStatus(await patch(id, { name: 'Ada Lovelace' }), 200);
    const list = await user.get<{ items: CallDto[] }>(`/calls?agent=${externalId}`);
    expect(expectStatus(list, 200).items.map(({ agent }) => agent?.name)).toEqual(['Ada Lovelace']);
    const later = await user.post<CallDto>('/calls', { agent: { externalId, name: 'Ada' } });
    expect(expectStatus(later, 201).agent).toEqual({ id, externalId, name: 'Ada Lovelace' });
    expect((await read(id)).name).toBe('Ada Lovelace');
  });

  it.each([
    ['nothing', {}, ''],
    ['no name', { name: null }, 'name'],
    ['an empty name', { name: '' }, 'name'],
    ['a blank name', { name: ' \t' }, 'name'],
    ['a name that is none', { name: { first: 'A' } }, 'name'],
    ['a name that is too long', { name: 'a'.repeat(201) }, 'name'],
    ['a name that cannot be stored', { name: 'a\0' }, 'name'],
    ['a blank team', { team: ' ' }, 'team'],
    ['a team that is too long', { team: 'a'.repeat(101) }, 'team'],
    ['a user that is no id', { userId: 'maria' }, 'userId'],
    ['a list of users', { userId: [NOBODY] }, 'userId'],
    ['another external id', { externalId: 'other' }, 'externalId'],
    ['a field that is unknown', { name: 'A', role: 'admin' }, 'role'],
  ])('refuses %s, and changes nothing', async (_, body, field) => {
    const agent = await newAgent();
    const { errors } = expectProblem(await patch(agent.id, body), 400, 'request.invalid');
    expect(errors?.map((error) => error.field)).toEqual([field]);
    expect(await read(agent.id)).toEqual(agent);
  });

  it.each<[Role, object, string]>([
    ['viewer', { name: 'Eve' }, 'calls.write'],
    ['user', { userId: NOBODY }, 'users.manage'],
    ['user', { userId: null }, 'users.manage'],
    ['analyst', { name: 'Eve', userId: null }, 'users.manage'],
  ])('lets no %s send %j, and changes nothing', async (role, body, permission) => {
    const agent = await newAgent();
    const { detail } = expectProblem(await patch(agent.id, body, role), 403, 'auth.forbidden');
    expect(detail).toContain(permission);
    expect(await read(agent.id)).toEqual(agent);
  });

  describe('the user of an agent', () => {
    it('is one of one agent, and can be taken away and given to another', async () => {
      const [first, second, userId] = [await newAgent(), await newAgent(), await newUser()];
      expect(expectStatus(await patch(first.id, { userId: userId.toUpperCase() }), 200).userId).toBe(userId);
      expect(expectStatus(await patch(first.id, { userId }), 200).userId).toBe(userId);
      const { detail } = expectProblem(await patch(second.id, { userId, name: 'Eve' }), 409, 'agents.user_taken');
      expect(detail).toContain(userId);
      expect(await read(second.id)).toEqual(second);
      expectStatus(await patch(first.id, { userId: null }), 200);
      expect(expectStatus(await patch(second.id, { userId }), 200)).toMatchObject({ userId, name: second.name });
    });

    it('must exist', async () => {
      const agent = await newAgent();
      const problem = expectProblem(await patch(agent.id, { userId: NOBODY }), 422, 'agents.user_unknown');
      expect(problem.detail).toContain(NOBODY);
      expect(await read(agent.id)).toEqual(agent);
      expectProblem(await patch(NOBODY, { userId: NOBODY }), 404, 'agents.not_found');
    });

    it('leaves the agent behind when it is deleted', async () => {
      const [agent, userId] = [await newAgent(), await newUser()];
      expectStatus(await patch(agent.id, { userId }), 200);
      await runSql(parley.database, 'DELETE FROM users WHERE id = $1', [userId]);
      expect(await read(agent.id)).toMatchObject({ name: agent.name, userId: null });
    });
  });

  describe('at the same moment', () => {
    it('changes of different fields are all kept', async () => {
      const [agent, userId] = [await newAgent(), await newUser()];
      const bodies = [{ name: 'Grace' }, { team: 'Sales' }, { userId }];
      const answers = await Promise.all([...bodies, ...bodies, ...bodies].map((body) => patch(agent.id, body)));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(await read(agent.id)).toMatchObject({ name: 'Grace', team: 'Sales', userId });
    });

    it('one of ten agents gets the user', async () => {
      const userId = await newUser();
      const agents = await Promise.all(Array.from({ length: 10 }, () => newAgent()));
      const answers = await Promise.all(agents.map(({ id }) => patch(id, { userId, name: `With ${userId}` })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(409)]);
      const now = await Promise.all(agents.map(({ id }) => read(id)));
      expect(now.filter((agent) => agent.userId === userId)).toHaveLength(1);
      expect(now.filter((agent) => agent.name === `With ${userId}`)).toHaveLength(1);
    });

    it('a user that is deleted is either refused or gone from the agent', async () => {
      for (let round = 0; round < 5; round += 1) {
        const [agent, userId] = [await newAgent(), await newUser()];
        const [answer] = await Promise.all([
          patch(agent.id, { userId }),
          runSql(parley.database, 'DELETE FROM users WHERE id = $1', [userId]),
        ]);
        expect([200, 422]).toContain(answer.status);
        expect((await read(agent.id)).userId).toBeNull();
      }
    });
  });

  it('takes ids in a path and nothing else', async () => {
    for (const id of [`${uuidv7()}x`, '..%2Fusers', '%00', "'--"]) {
      expectProblem(await patch(id, { name: 'A' }), 400, 'request.invalid');
    }
  });
});
