import request from 'supertest';
import { AccessTokens } from '../../../src/core/access/tokens/access-tokens';
import { Role } from '../../../src/core/access/permissions';
import { uuidv7 } from '../../../src/core/database/ids';
import { startTestApp, TestApp } from '../../support/app';

const METRICS_TOKEN = 'what-prometheus-shows-7f3a';

describe('health and metrics routes', () => {
  let parley: TestApp;

  beforeAll(async () => {
    parley = await startTestApp({ METRICS_TOKEN });
  }, 30_000);
  afterAll(() => parley.close());

  const get = (path: string, authorization?: string, headers: Record<string, string> = {}) =>
    fetch(parley.url + path, { headers: authorization === undefined ? headers : { ...headers, authorization } });
  const tokenOf = (role: Role) =>
    `Bearer ${parley.app.get(AccessTokens).issue({ id: uuidv7(), username: 'somebody', role }, uuidv7()).token}`;

  it.each(['/health', '/health/live', '/live', '/health/ready', '/ready', '/health/startup'])(
    'answers %s to anyone and tells nothing but the state',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ status: 'ok', degraded: [], reasons: [] });
      expect(response.headers.get('cache-control')).toBe('no-store');
    },
  );

  it('answers probes that address it by its IP, and nothing else under a foreign host name', async () => {
    const underForeignName = (path: string) => request(parley.url).get(path).set('Host', '10.20.30.40:3000');
    expect((await underForeignName('/health/ready')).status).toBe(200);
    expect((await underForeignName('/')).status).toBe(421);
  });

  it('says at the root what it is and where to go, and every link leads somewhere', async () => {
    const root = (await (await get('/')).json()) as { name: string; version: string; links: Record<string, string> };
    expect(root).toMatchObject({ name: 'parley', version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string });
    expect(Object.keys(root.links)).toEqual(['api', 'docs', 'openapi', 'health', 'metrics']);
    for (const link of [root.links.docs, root.links.openapi, root.links.health]) {
      expect({ link, status: (await get(link ?? '')).status }).toEqual({ link, status: 200 });
    }
  });

  it('keeps the API prefix off these routes, and these routes off the API', async () => {
    expect((await get('/api/v1/health')).status).toBe(404);
    expect((await get('/api/v1/metrics')).status).toBe(404);
    expect((await get('/api/v1')).status).toBe(404);
  });

  it('shows details to holders of metrics.read alone', async () => {
    expect((await get('/health/details')).status).toBe(401);
    expect((await get('/health/details', tokenOf('analyst'))).status).toBe(403);
    expect((await get('/health/details', `Bearer ${METRICS_TOKEN}`)).status).toBe(401);
    const response = await get('/health/details', tokenOf('admin'));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: 'ok',
      role: 'all',
      dependencies: [
        { name: 'postgres', up: true, version: expect.stringMatching(/^18/) as string, failuresInARow: 0, error: null },
        { name: 'redis', up: true, version: expect.stringMatching(/^\d+\./) as string, failuresInARow: 0, error: null },
      ],
      pendingMigrations: [],
      redisEvictionPolicy: 'noeviction',
      backlog: [{ pool: 'requests', waiting: 0 }, { pool: 'long_work' }],
    });
  });

  it('shows metrics to the metrics token and to holders of metrics.read', async () => {
    for (const authorization of [`Bearer ${METRICS_TOKEN}`, tokenOf('admin')]) {
      const response = await get('/metrics', authorization);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^text\/plain;.*version=0\.0\.4/);
      const text = await response.text();
      expect(text).toContain('parley_dependency_up{dependency="postgres"} 1');
      expect(text).toContain('parley_http_request_duration_seconds_bucket');
    }
  });

  it.each([
    ['no token', undefined, 401],
    ['a wrong token', 'Bearer a-token-for-prometheuz', 401],
    ['a prefix of the token', 'Bearer a-token-for-', 401],
    ['the token without a scheme', METRICS_TOKEN, 401],
    ['an access token without the permission', 'analyst', 403],
  ])('refuses metrics to %s', async (_, authorization, status) => {
    const response = await get('/metrics', authorization === 'analyst' ? tokenOf('analyst') : authorization);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });
});
