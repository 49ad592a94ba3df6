import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { TranscriptDto } from '../../../src/modules/calls/dto/transcript.dto';
import { CallSocket, closeCallSockets, upTo } from '../../support/call-socket';
import { PersistentFollower, PersistentSender, seqsUpTo, stopPersistent } from '../../support/persistent';
import { ParleyProcess, stopStartedProcesses } from '../../support/processes';
import { expectStatus, RestClient } from '../../support/rest-client';
import { utterance } from '../../support/samples';
import { TestPostgres, TestRedis } from '../../support/servers';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(30_000);

const PASSWORD = 'correct horse battery';
const POLL_MS = 300;

describe('calls while servers are lost', () => {
  let postgres: TestPostgres;
  let redis: TestRedis;
  let environment: Record<string, string>;
  let processes: [ParleyProcess, ParleyProcess];
  let urls: [string, string];
  let token: string;

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([TestPostgres.create(), TestRedis.create()]);
    environment = {
      PARLEY_ROLE: 'api',
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      ADMIN_PASSWORD: PASSWORD,
      STREAM_POLL_MS: String(POLL_MS),
      PROBE_INTERVAL_MS: '250',
      LOG_LEVEL: 'error',
    };
    processes = [ParleyProcess.start(environment), ParleyProcess.start(environment)];
    urls = [await processes[0].ready(60_000), await processes[1].ready(60_000)];
    const signIn = { username: 'admin', password: PASSWORD };
    const login = await new RestClient(urls[0]).post<{ access_token: string }>('/auth/login', signIn);
    token = expectStatus(login, 200).access_token;
  }, 90_000);
  afterEach(async () => {
    await stopPersistent();
    closeCallSockets();
  });
  afterAll(async () => {
    await stopStartedProcesses();
    await Promise.all([postgres.remove(), redis.remove()]);
  }, 60_000);

  const at = (server: 0 | 1) => new RestClient(urls[server], token);
  const liveCall = async () => expectStatus(await at(1).post<CallDto>('/calls', {}), 201).id;
  const append = async (id: string, seq: number) =>
    expectStatus(await at(0).post(`/calls/${id}/utterances`, { utterances: [utterance(seq)] }), 200);

  /** Every acknowledged utterance is there once, and the places have no gap. */
  async function expectWhole(id: string, acknowledged: number[]): Promise<void> {
    const { utterances } = expectStatus(await at(1).get<TranscriptDto>(`/calls/${id}/transcript`), 200);
    expect(utterances.map(({ seq }) => seq)).toEqual([...acknowledged].sort((a, b) => a - b));
    const positions = utterances.map(({ position }) => position).sort((a, b) => a - b);
    expect(positions).toEqual(upTo(utterances.length));
    expect(expectStatus(await at(1).get<CallDto>(`/calls/${id}`), 200).lastPosition).toBe(utterances.length);
  }

  it.each(['killed', 'hung'])(
    'subscribers elsewhere get everything within the poll interval while Redis is %s',
    async (loss) => {
      const id = await liveCall();
      const follower = await CallSocket.connect(urls[1], token);
      await follower.subscribe(id);
      await append(id, 1);
      await follower.reaches(id, 1);
      if (loss === 'hung') redis.hang();
      else await redis.kill();
      for (let seq = 2; seq <= 11; seq += 1) {
        await append(id, seq);
        const sent = performance.now();
        await follower.reaches(id, seq);
        // What remains beyond the interval is for the machine, which others use as well.
        expect(performance.now() - sent).toBeLessThan(POLL_MS + 1_500);
      }
      if (loss === 'hung') redis.resume();
      else await redis.start();
      for (let seq = 12; seq <= 20; seq += 1) await append(id, seq);
      await follower.reaches(id, 20);
      expect(follower.positions(id)).toEqual(upTo(20));
    },
    30_000,
  );

  it('keep every acknowledged utterance once when Postgres is killed between them, and answer 503 meanwhile', async () => {
    const id = await liveCall();
    const follower = new PersistentFollower(id, () => urls[1], token).start();
    const senders = ([0, 1] as const).map((server) =>
      new PersistentSender(id, () => at(server), seqsUpTo(150)).start(),
    );
    for (const share of [20, 60]) {
      await waitFor('some acknowledgements', () => (senders[0]?.acknowledged.length ?? 0) > share, 20_000);
      await postgres.kill();
      const counts = senders.map(({ refusals }) => refusals.length);
      await waitFor('a refusal of either process', () =>
        senders.every(({ refusals }, n) => refusals.length > (counts[n] ?? 0)),
      );
      expect((await fetch(`${urls[0]}/health/live`)).status).toBe(200);
      await postgres.start();
    }
    await Promise.all(senders.map((sender) => sender.finish()));
    for (const { refusals, unanswered, slowestMs } of senders) {
      for (const refusal of refusals) {
        expect(refusal).toEqual({
          status: 503,
          code: 'unavailable',
          contentType: expect.stringContaining('application/problem+json') as unknown,
          retryAfter: '2',
        });
      }
      expect(unanswered).toBe(0);
      expect(slowestMs).toBeLessThan(8_000);
    }
    expect(processes.map(({ hasExited }) => hasExited)).toEqual([false, false]);
    await expectWhole(id, upTo(150));
    await waitFor('the follower', () => follower.positions.length >= 150);
    expect(follower.positions).toEqual(upTo(150));
    await follower.stop();
  }, 60_000);

  it('keep every acknowledged utterance once when an API process is killed between them', async () => {
    const id = await liveCall();
    const follower = new PersistentFollower(id, () => (processes[0].hasExited ? urls[1] : urls[0]), token).start();
    const sender = new PersistentSender(id, () => at(processes[0].hasExited ? 1 : 0), seqsUpTo(120)).start();
    await waitFor('some acknowledgements', () => sender.acknowledged.length > 40);
    await processes[0].kill();
    await sender.finish();
    await expectWhole(id, upTo(120));
    await waitFor('the follower', () => follower.positions.length >= 120);
    expect(follower.positions).toEqual(upTo(120));
    await follower.stop();
  }, 60_000);
});
