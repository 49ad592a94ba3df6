import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { TranscriptDto } from '../../../src/modules/calls/dto/transcript.dto';
import { closeCallSockets, upTo } from '../../support/call-socket';
import { PersistentFollower, PersistentSender, seqsFrom, stopPersistent } from '../../support/persistent';
import { Fleet } from '../../support/fleet';
import { stopStartedProcesses } from '../../support/processes';
import { expectStatus, RestClient } from '../../support/rest-client';
import { seeded } from '../../support/seeded';
import { TestPostgres, TestRedis } from '../../support/servers';
import { waitFor } from '../../support/wait-for';

const PASSWORD = 'correct horse battery';
const SECONDS = Number(process.env.CHAOS_SECONDS ?? '15');
const SEED = Number(process.env.CHAOS_SEED ?? String(Date.now() % 1_000_000));
const CALLS = 3;

describe(`a storm of faults over ${SECONDS} s`, () => {
  const next = seeded(SEED);
  const upToMs = (most: number) => new Promise((resolve) => setTimeout(resolve, next() * most));
  let postgres: TestPostgres;
  let redis: TestRedis;
  let environment: Record<string, string>;
  const servers = new Fleet();
  let token: string;

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([TestPostgres.create(), TestRedis.create()]);
    environment = {
      PARLEY_ROLE: 'api',
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      ADMIN_PASSWORD: PASSWORD,
      STREAM_POLL_MS: '300',
      PROBE_INTERVAL_MS: '250',
      ACCESS_TOKEN_SECONDS: '3600',
      LOG_LEVEL: 'error',
    };
    await servers.add(environment);
    await servers.add(environment);
    const signIn = { username: 'admin', password: PASSWORD };
    const login = await new RestClient(url(0)).post<{ access_token: string }>('/auth/login', signIn);
    token = expectStatus(login, 200).access_token;
  }, 120_000);
  afterAll(async () => {
    await stopPersistent();
    closeCallSockets();
    await stopStartedProcesses();
    await Promise.all([postgres.remove(), redis.remove()]);
  }, 60_000);

  const url = (server: number) => servers.url(server);
  const rest = (server: number) => new RestClient(url(server), token);

  const faults: Record<string, () => Promise<void>> = {
    'Redis killed': () => lost(redis, 'killed'),
    'Redis hung': () => lost(redis, 'hung'),
    'Postgres killed': () => lost(postgres, 'killed'),
    'Postgres hung': () => lost(postgres, 'hung'),
    'an API process killed': async () => void (await servers.kill(Math.floor(next() * 2))),
  };

  async function lost(server: TestPostgres | TestRedis, how: 'killed' | 'hung'): Promise<void> {
    if (how === 'killed') await server.kill();
    else server.hang();
    await upToMs(1_500);
    if (how === 'killed') await server.start();
    else server.resume();
  }

  async function rage(): Promise<string[]> {
    const done: string[] = [];
    const end = performance.now() + SECONDS * 1_000;
    const order = Object.entries(faults);
    while (performance.now() < end) {
      const [name, fault] = order[Math.floor(next() * order.length)] ?? ['none', () => Promise.resolve()];
      await upToMs(700);
      await fault();
      done.push(name);
    }
    await servers.whole();
    return done;
  }

  it(
    'loses no acknowledged utterance, repeats none, and shows every subscriber all of them in order',
    async () => {
      const calls = await Promise.all(
        upTo(CALLS).map(async () => expectStatus(await rest(0).post<CallDto>('/calls', {}), 201).id),
      );
      const turn = () => Math.floor(Math.random() * 2);
      const streams = calls.map((id) => ({
        id,
        // Both deliver some of the same utterances, each at its own pace and to either process.
        senders: [1, 21].map((first) => new PersistentSender(id, () => rest(turn()), seqsFrom(first)).start()),
        followers: upTo(2).map(() => new PersistentFollower(id, () => url(turn()), token).start()),
      }));
      const done = await rage();
      process.stdout.write(`chaos: seed ${SEED}, ${SECONDS} s: ${done.join(', ')}\n`);
      await Promise.all(streams.flatMap(({ senders }) => senders.map((sender) => sender.stop())));
      for (const { id, senders, followers } of streams) {
        const acknowledged = new Set(senders.flatMap((sender) => sender.acknowledged));
        const { utterances } = expectStatus(await rest(1).get<TranscriptDto>(`/calls/${id}/transcript`), 200);
        expect(utterances.map(({ seq }) => seq)).toEqual([...acknowledged].sort((a, b) => a - b));
        const all = upTo(acknowledged.size);
        expect(utterances.map(({ position }) => position).sort((a, b) => a - b)).toEqual(all);
        for (const follower of followers) {
          await waitFor(
            'the follower',
            () => follower.positions.length,
            10_000,
            (seen) => seen >= all.length,
          );
          expect(follower.positions).toEqual(all);
        }
      }
    },
    (SECONDS + 90) * 1_000,
  );
});
