import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { startTestApp, TestApp } from '../../support/app';
import { restAs } from '../../support/people';
import { RestClient } from '../../support/rest-client';
import { waitFor } from '../../support/wait-for';
import { RedisProcess } from '../realtime/redis-process';

let redis: RedisProcess;
let parley: TestApp;
beforeAll(async () => {
  redis = await RedisProcess.start();
  parley = await startTestApp({ RATE_LIMITS: '', REDIS_URL: redis.url });
}, 60_000);
afterAll(async () => {
  await parley.close();
  await redis.stop();
});

async function decided(name: string, store: string): Promise<number> {
  const page = await parley.app.get(Telemetry, { strict: false }).render();
  const lines = page.split('\n').filter((line) => line.startsWith('parley_rate_limit_decisions_total{'));
  return lines
    .filter((line) => line.includes(`class="${name}"`) && line.includes(`store="${store}"`))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

/** The answers to attempts that cost no hashing, one after the other; only the address is counted. */
async function attempts(count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let number = 0; number < count; number += 1) {
    statuses.push((await new RestClient(parley.url).post('/auth/login', {})).status);
  }
  return statuses;
}

/** Until a request is decided by Redis again. */
async function shared(): Promise<void> {
  await waitFor('Redis to decide', async () => {
    const before = await decided('default', 'redis');
    await restAs(parley, 'viewer').get('/calls?limit=1');
    return (await decided('default', 'redis')) > before;
  });
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

it('limits in memory while Redis hangs, at once after the first, and shares again when it goes on', async () => {
  await shared();
  const user = restAs(parley, 'viewer');
  const ask = () => user.get('/calls?limit=1');
  let usual = 0;
  for (let asked = 0; asked < 10; asked += 1) usual = Math.max(usual, await milliseconds(ask));
  redis.freeze();
  try {
    expect(await milliseconds(ask)).toBeLessThan(300 + 3 * usual);
    // Also the probes in the background keep nobody waiting.
    const until = performance.now() + 1_500;
    const taken: number[] = [];
    await waitFor('the time to pass', async () => {
      taken.push(await milliseconds(ask));
      return performance.now() > until;
    });
    const median = taken.sort((a, b) => a - b)[taken.length >> 1] ?? NaN;
    expect(median).toBeLessThan(100 + usual);
    expect((await ask()).headers.get('ratelimit-limit')).toBe('6000');
    expect(await decided('default', 'memory')).toBeGreaterThan(5);
  } finally {
    redis.thaw();
  }
  await shared();
});

it('goes on limiting without Redis, and shares again when it is back', async () => {
  await shared();
  expect(await attempts(1)).toEqual([400]);
  expect(await decided('login-ip', 'redis')).toBe(1);
  await redis.kill();
  const statuses = await attempts(22);
  expect(statuses.slice(0, 20)).toEqual(Array(20).fill(400));
  expect(statuses.at(-1)).toBe(429);
  expect(await decided('login-ip', 'memory')).toBe(22);
  await redis.launch();
  await shared();
});
