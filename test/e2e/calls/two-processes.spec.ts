import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { testRedisUrl } from '../../support/app';
import { CallSocket, closeCallSockets, dataOf, upTo } from '../../support/call-socket';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { expectStatus, RestClient } from '../../support/rest-client';
import { utterances } from '../../support/samples';
import { PersistentFollower, stopPersistent } from '../../support/persistent';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(30_000);

const PASSWORD = 'correct horse battery';

describe('two API processes on one database and one Redis', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;
  let urls: [string, string];
  let a: RestClient;
  let b: RestClient;
  let token: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    environment = {
      PARLEY_ROLE: 'api',
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      REDIS_URL: await testRedisUrl(),
      ADMIN_PASSWORD: PASSWORD,
      // So slow that nothing here can be owed to it.
      STREAM_POLL_MS: '60000',
    };
    urls = await Promise.all([start(), start()]);
    const signIn = { username: 'admin', password: PASSWORD };
    const login = await new RestClient(urls[0]).post<{ access_token: string }>('/auth/login', signIn);
    token = expectStatus(login, 200).access_token;
    [a, b] = [new RestClient(urls[0], token), new RestClient(urls[1], token)];
  }, 90_000);
  afterEach(async () => {
    await stopPersistent();
    closeCallSockets();
  });
  afterAll(async () => {
    await stopStartedProcesses();
    await database.drop();
  }, 60_000);

  const start = () => ParleyProcess.start(environment).ready(60_000);
  const follow = async (url: string, callId: string) => {
    const client = await CallSocket.connect(url, token);
    await client.subscribe(callId);
    return client;
  };
  const liveCall = async () => expectStatus(await a.post<CallDto>('/calls', {}), 201).id;
  const append = async (rest: RestClient, id: string, first: number, last = first) =>
    expectStatus(await rest.post(`/calls/${id}/utterances`, { utterances: utterances(first, last) }), 200);

  it('push to the subscribers of each what the other took, in order, and the end', async () => {
    const id = await liveCall();
    const [atA, atB] = [await follow(urls[0], id), await follow(urls[1], id)];
    for (let n = 1; n <= 20; n += 1) await append(n % 2 === 0 ? a : b, id, n);
    for (const client of [atA, atB]) expect(await client.reaches(id, 20)).toEqual(upTo(20));
    expect(atA.points(id)).toEqual(atB.points(id));
    await append(a, id, 21, 200);
    expect(await atB.reaches(id, 200)).toEqual(upTo(200));
    const { sentiment, durationMs } = expectStatus(await b.post<CallDto>(`/calls/${id}/complete`), 200);
    for (const client of [atA, atB]) {
      expect(await client.events('call_completed')).toEqual([{ callId: id, sentiment, durationMs }]);
    }
  });

  it('push every point once and in order while both take utterances at the same time, by REST and by socket', async () => {
    const id = await liveCall();
    const clients = [await follow(urls[0], id), await follow(urls[1], id)];
    const late = new PersistentFollower(id, () => urls[1], token).start();
    const [socketA, socketB] = clients as [CallSocket, CallSocket];
    const sendings = upTo(15).flatMap((n) => [
      append(a, id, 1_000 + n),
      append(b, id, 2_000 + 3 * n, 2_002 + 3 * n),
      socketA.ask('utterance', { callId: id, utterances: utterances(3_000 + n, 3_000 + n) }).then(dataOf),
      socketB.ask('utterance', { callId: id, utterances: utterances(4_000 + n, 4_000 + n) }).then(dataOf),
    ]);
    await Promise.all(sendings);
    for (const client of clients) {
      await client.reaches(id, 90);
      expect(client.positions(id)).toEqual(upTo(90));
    }
    await waitFor('the late follower', () => late.positions.length >= 90);
    expect(late.positions).toEqual(upTo(90));
    await late.stop();
  });

  it('tell the subscribers of the other that a call was deleted', async () => {
    const id = await liveCall();
    const atB = await follow(urls[1], id);
    expectStatus(await a.delete(`/calls/${id}`), 204);
    expect(await atB.events('resync')).toEqual([{ callId: id, epoch: 2 }]);
  });

  it('tell the subscribers of the other that a call was corrected, and answer them the corrected stream', async () => {
    const id = await liveCall();
    await append(a, id, 1, 5);
    const [atA, atB] = [await follow(urls[0], id), await follow(urls[1], id)];
    const correction = { expectedVersion: 1, text: 'That was terrible.' };
    expectStatus(await a.patch(`/calls/${id}/utterances/2`, correction), 200);
    for (const client of [atA, atB]) expect(await client.events('resync')).toEqual([{ callId: id, epoch: 2 }]);
    const anew = await atB.subscribe(id, { after: 5, epoch: 1 });
    expect(anew).toMatchObject({ epoch: 2, lastPosition: 5 });
    expect(anew.points.map(({ position, text }) => [position, text])[1]).toEqual([2, correction.text]);
    await append(b, id, 6);
    expect((await atA.reaches(id, 6)).at(-1)).toBe(6);
    expectStatus(await b.post(`/calls/${id}/swap-speakers`, { expectedVersion: 2 }), 200);
    for (const client of [atA, atB]) expect((await client.events('resync', 2))[1]).toEqual({ callId: id, epoch: 3 });
  });

  it('put out on the other, and out of its streams, whoever logs out or gets another role', async () => {
    const account = { username: 'leaving', password: 'a long way to the lighthouse' };
    const { id: userId } = expectStatus(
      await a.post<{ id: string }>('/users', { ...account, email: 'leaving@example.com', role: 'user' }),
      201,
    );
    const signIn = async () =>
      expectStatus(await new RestClient(urls[0]).post<{ access_token: string }>('/auth/login', account), 200);
    const [leaving, changed] = [(await signIn()).access_token, (await signIn()).access_token];
    const id = await liveCall();
    const [gone, stays, witness] = [
      await CallSocket.connect(urls[1], leaving),
      await CallSocket.connect(urls[1], changed),
      await follow(urls[1], id),
    ];
    for (const client of [gone, stays]) await client.subscribe(id);

    expectStatus(await new RestClient(urls[0], leaving).post('/auth/logout', {}), 204);
    expect(await gone.putOut(5_000)).toMatchObject({ code: 'auth.invalid' });
    await append(a, id, 1);
    await Promise.all([stays, witness].map((client) => client.reaches(id, 1)));
    expectStatus(await a.patch(`/users/${userId}/role`, { role: 'viewer' }), 200);
    expect(await stays.putOut(5_000)).toMatchObject({ code: 'auth.invalid' });
    await append(a, id, 2);
    await witness.reaches(id, 2);
    expect([gone, stays].map((client) => client.positions(id))).toEqual([[], [1]]);
  });

  it('serve a client on when the process it was connected to is killed', async () => {
    const victim = ParleyProcess.start(environment);
    const lost = await victim.ready();
    const id = await liveCall();
    let address = lost;
    const follower = new PersistentFollower(id, () => address, token).start();
    await append(a, id, 1, 5);
    await waitFor(
      'the first points',
      () => follower.positions,
      10_000,
      (seen) => seen.length === 5,
    );
    const appends = (async () => {
      for (let n = 6; n <= 40; n += 1) await append(a, id, n);
    })();
    await victim.kill();
    address = urls[1];
    await appends;
    await waitFor(
      'all points',
      () => follower.positions,
      10_000,
      (seen) => seen.length >= 40,
    );
    expect(follower.positions).toEqual(upTo(40));
    await follower.stop();
  });
});
