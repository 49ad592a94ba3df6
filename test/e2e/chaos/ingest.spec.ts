import { Fleet } from '../../support/fleet';
import { IngestingClient } from '../../support/ingesting-client';
import { LossyProxy } from '../../support/lossy-proxy';
import { upTo } from '../../support/call-socket';
import { stopStartedProcesses } from '../../support/processes';
import { expectStatus, RestClient } from '../../support/rest-client';
import { seeded } from '../../support/seeded';
import { temporaryDirectory, TestPostgres, TestRedis } from '../../support/servers';
import { waitFor } from '../../support/wait-for';

const PASSWORD = 'correct horse battery';
const SECONDS = Number(process.env.CHAOS_SECONDS ?? '30');
const SEED = Number(process.env.CHAOS_SEED ?? String(Date.now() % 1_000_000));
const CLIENTS = 8;
const [API, WORKER, OTHER_WORKER] = [0, 1, 2];

describe(`ingest through faults of everything over ${SECONDS} s`, () => {
  const next = seeded(SEED);
  const upToMs = (most: number) => new Promise((resolve) => setTimeout(resolve, next() * most));
  const fleet = new Fleet();
  let postgres: TestPostgres;
  let redis: TestRedis;
  let proxy: LossyProxy;
  let token: string;

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([TestPostgres.create(), TestRedis.create(false)]);
    const environment = {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      ADMIN_PASSWORD: PASSWORD,
      PROBE_INTERVAL_MS: '250',
      ACCESS_TOKEN_SECONDS: '3600',
      STORAGE_DIR: temporaryDirectory(),
      JOB_POLL_MS: '250',
      JOB_LEASE_MS: '2000',
      LOG_LEVEL: 'error',
    };
    await fleet.add({ ...environment, PARLEY_ROLE: 'api' });
    await Promise.all([WORKER, OTHER_WORKER].map(() => fleet.add({ ...environment, PARLEY_ROLE: 'worker' })));
    proxy = new LossyProxy(
      () => fleet.url(API),
      () => next() < 0.1,
    );
    await proxy.open();
    const signIn = { username: 'admin', password: PASSWORD };
    const login = await new RestClient(fleet.url(API)).post<{ access_token: string }>('/auth/login', signIn);
    token = expectStatus(login, 200).access_token;
  }, 120_000);
  afterAll(async () => {
    await stopStartedProcesses();
    await Promise.all([postgres.remove(), redis.remove(), proxy.close()]);
  }, 60_000);

  const someWorker = () => (next() < 0.5 ? WORKER : OTHER_WORKER);
  const faults: Record<string, () => Promise<unknown>> = {
    'the API killed': () => fleet.kill(API),
    'a worker killed': () => fleet.kill(someWorker()),
    'a worker stopped and continued': () => frozen(someWorker()),
    'Redis killed': () => killed(redis),
    'Redis stopped and continued': () => hung(redis),
    'Redis wiped': () => redis.run('FLUSHALL'),
    'Postgres killed': () => killed(postgres),
    'Postgres stopped and continued': () => hung(postgres),
  };

  async function killed(server: TestPostgres | TestRedis): Promise<void> {
    await server.kill();
    await upToMs(1_500);
    await server.start();
  }

  async function hung(server: TestPostgres | TestRedis): Promise<void> {
    server.hang();
    await upToMs(1_500);
    server.resume();
  }

  /** Longer than its lease, at times: then others have its jobs when it goes on. */
  async function frozen(member: number): Promise<void> {
    fleet.signal(member, 'SIGSTOP');
    await upToMs(4_000);
    fleet.signal(member, 'SIGCONT');
  }

  /** Each kind of fault in turn, in an order of its own every time. */
  async function rage(): Promise<string[]> {
    const done: string[] = [];
    const end = performance.now() + SECONDS * 1_000;
    let deck: string[] = [];
    while (performance.now() < end) {
      if (deck.length === 0) deck = Object.keys(faults);
      const [name = ''] = deck.splice(Math.floor(next() * deck.length), 1);
      await upToMs(1_500);
      await faults[name]?.();
      done.push(name);
    }
    await fleet.whole();
    return done;
  }

  it(
    'leaves each acknowledged call there once and each acknowledged job done once, an empty outbox, and nothing parked',
    async () => {
      const clients = upTo(CLIENTS).map((number) =>
        new IngestingClient(`client-${number}`, () => new RestClient(proxy.url, token)).start(),
      );
      const done = await rage();
      await Promise.all(clients.map((client) => client.stop()));
      const promised = {
        customers: clients.flatMap((client) => client.promised.customers).sort(),
        jobs: clients.flatMap((client) => client.promised.jobs).sort(),
      };
      const repeated = clients.reduce((sum, client) => sum + client.repeated, 0);
      process.stdout.write(
        `chaos: seed ${SEED}, ${SECONDS} s, ${promised.customers.length} calls and ${promised.jobs.length} jobs promised, ` +
          `${repeated} requests repeated, ${proxy.dropped} answers lost: ${done.join(', ')}\n`,
      );
      await waitFor(
        'every job to end',
        () => postgres.run(`SELECT status, count(*)::int FROM jobs WHERE schedule IS NULL GROUP BY status`),
        60_000,
        (rows) => rows.every(({ status }) => !['queued', 'running'].includes(String(status))),
      );
      const rows = async (statement: string) => (await postgres.run(statement)).map(({ one }) => String(one)).sort();
      expect(await rows('SELECT customer AS one FROM calls')).toEqual(promised.customers);
      expect(await rows('SELECT id AS one FROM jobs WHERE schedule IS NULL')).toEqual(promised.jobs);
      expect(await rows(`SELECT id || ' ' || error_code AS one FROM jobs WHERE status <> 'succeeded'`)).toEqual([]);
      expect(await rows('SELECT call_id AS one FROM utterances GROUP BY call_id HAVING count(*) <> 2')).toEqual([]);
      expect(clients.flatMap(({ wrong }) => wrong)).toEqual([]);
      expect(done.length).toBeGreaterThanOrEqual(6);
      expect(promised.customers.length).toBeGreaterThan(CLIENTS * 20);
    },
    (SECONDS + 180) * 1_000,
  );
});
