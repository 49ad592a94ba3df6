import Redis from 'ioredis';
import { draw, Draw, makeBucket, Outcome, standingOf } from '../../../src/core/access/limits/bucket';
import { RedisBuckets } from '../../../src/core/access/limits/redis-buckets';
import { uuidv7 } from '../../../src/core/database/ids';
import { Config } from '../../../src/core/config/config';
import { Logger } from '../../../src/core/logging/logger';
import { RedisConnections } from '../../../src/core/redis/redis-connections';
import { testRedisUrl } from '../../support/app';
import { waitFor } from '../../support/wait-for';

const SECOND = 1_000_000;
/** One every 100 ms. */
const fast = makeBucket('default', 5, 500);
const slow = makeBucket('login-ip', 20, 60_000);

let connections: RedisConnections;
let redis: Redis;
let [one, other]: RedisBuckets[] = [];

beforeAll(async () => {
  const config = Config.from({ REDIS_URL: await testRedisUrl(), LOG_LEVEL: 'silent' });
  connections = new RedisConnections(config, new Logger(config));
  redis = new Redis(await testRedisUrl());
  [one, other] = [new RedisBuckets(connections), new RedisBuckets(connections)];
  await waitFor('the connections', () => buckets(one).usable && buckets(other).usable);
});
afterAll(() => {
  redis.disconnect();
  connections.onApplicationShutdown();
});

function buckets(given: RedisBuckets | undefined): RedisBuckets {
  if (given === undefined) throw new Error('There are no buckets.');
  return given;
}

const take = (...draws: Draw[]): Promise<Outcome> => buckets(one).take(draws);
/** Of a bucket that refuses from now on unless time passes. */
async function emptied(bucket = fast): Promise<Draw> {
  const wanted = draw(bucket, uuidv7());
  await take({ ...wanted, cost: bucket.capacity });
  return wanted;
}

it('refills smoothly by the clock of Redis: each interval gives one, and no more', async () => {
  const wanted = await emptied();
  const started = performance.now();
  const grants: number[] = [];
  await waitFor(
    'ten grants',
    async () => {
      if ((await take(wanted)).granted) grants.push(performance.now() - started);
      return grants.length >= 10;
    },
    5_000,
  );
  const elapsed = grants.at(-1) ?? 0;
  // The first comes after 100 ms and the tenth after 1 s; no five of them came at once.
  expect(elapsed).toBeGreaterThan(950);
  expect((grants[5] ?? 0) - (grants[0] ?? 0)).toBeGreaterThan(400);
});

it('takes from two buckets or from none', async () => {
  const [empty, full] = [await emptied(slow), draw(slow, uuidv7())];
  const refused = await take(full, empty);
  expect(refused.granted).toBe(false);
  expect(refused.debts[0]).toBe(0);
  expect(standingOf([full, empty], refused)).toMatchObject({ limit: 20, remaining: 0, retryAfter: 3 });
  expect(await redis.exists(full.key)).toBe(0);
  expect((await take({ ...full, cost: slow.capacity })).granted).toBe(true);
});

it('grants exactly what there is to 200 at once over two connections', async () => {
  const bucket = makeBucket('default', 50, 3_600_000);
  const wanted = [draw(bucket, uuidv7())];
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, (_, number) => buckets(number % 2 ? one : other).take(wanted)),
  );
  expect(outcomes.filter(({ granted }) => granted)).toHaveLength(50);
});

it('answers each of many requests that come together with its own outcome', async () => {
  const draws = Array.from({ length: 450 }, (_, number) => [
    draw(slow, uuidv7(), (number % 20) + 1),
    draw(slow, uuidv7()),
  ]);
  const outcomes = await Promise.all(draws.map((wanted) => take(...wanted)));
  expect(outcomes.map(({ debts }) => debts)).toEqual(draws.map((wanted) => wanted.map(({ cost }) => cost)));
});

it('keeps a bucket only until it is full', async () => {
  const wanted = draw(fast, uuidv7(), 2);
  await take(wanted);
  const left = await redis.pttl(wanted.key);
  expect(left).toBeGreaterThan(100);
  expect(left).toBeLessThanOrEqual(200);
  await waitFor('the key to expire', async () => (await redis.exists(wanted.key)) === 0, 2_000);
});

it('locks nobody out for longer than a full refill when the clock was set back', async () => {
  const wanted = draw(slow, uuidv7());
  const [seconds] = await redis.time();
  await redis.set(wanted.key, String((Number(seconds) + 86_400) * SECOND));
  const refused = await take(wanted);
  expect(standingOf([wanted], refused)).toMatchObject({ remaining: 0, reset: 60, retryAfter: 3 });
});

it('loads its script again when Redis has forgotten it', async () => {
  const wanted = draw(slow, uuidv7());
  await take(wanted);
  await redis.script('FLUSH');
  expect((await take(wanted)).debts[0]).toBeGreaterThan(slow.interval);
});
