import { built, BuiltApp, startBuiltApp } from './support/built-app';
import { storeJob } from '../support/orderable-jobs';
import { storeReport } from '../support/report-rows';
import { expectStatus, RestClient } from '../support/rest-client';
import { addressOf, encodeBody, exampleRequests, followLinks, ExampleRequest } from './support/examples';

interface Answer {
  name: string;
  status: number;
  documented: boolean;
  body: unknown;
}

interface Made {
  id: string;
  status?: string;
  agent?: { id: string } | null;
}

interface Tokens {
  access_token: string;
  refresh_token: string;
}

/** Where a route needs a job that has ended: one that was ordered by an example runs at once, and may end at any time. */
const ENDED_JOBS: Record<string, string> = {
  'post /api/v1/jobs/{id}/retry': 'failed',
  'delete /api/v1/jobs/{id}': 'succeeded',
};

/** Answered to whoever registers as the examples say; the admin pages are not for him. */
const OWN_ACCOUNT = /^\/api\/v1\/auth\/(?!admin-cookie)/;

/** Made by a job, whenever it comes to it. */
const REPORTS = '/api/v1/analytics/reports';

/** Lists whose items are agents. */
const AGENTS = ['/api/v1/agents', '/api/v1/analytics/agents', '/api/v1/analytics/export/agents'];

/** Told of completed calls alone. */
const METRICS = '/api/v1/calls/{id}/metrics';

/** Something was made, or is going to be. */
const MADE = new Set([201, 202]);

describe('the examples of the docs', () => {
  let parley: BuiltApp;
  const ids: Record<string, string> = {};
  /** Parameters that the link of an earlier answer told, by operation. */
  const linked: Record<string, Record<string, unknown>> = {};

  beforeAll(async () => {
    parley = await startBuiltApp();
  }, 120_000);
  afterAll(() => parley.close());

  /** Of the person who registered by the example. */
  let password: string;
  let completedCall: string | undefined;

  it('are all accepted as they stand, one after the other', async () => {
    const { buildOpenApi } = await built<typeof import('../../src/core/http/openapi')>('core/http/openapi');
    const requests = exampleRequests(buildOpenApi(parley.app));
    const answers: Answer[] = [];
    for (const request of requests) answers.push(await send(request));
    expect(answers.filter(({ status, documented }) => status >= 300 || !documented)).toEqual([]);
    expect(answers.length).toBeGreaterThan(20);
  });

  /** Agents are made by calls. */
  function remember(path: string, { id, agent, status }: Made): void {
    ids[path] ??= id;
    if (status === 'completed') completedCall ??= id;
    if (agent) for (const list of AGENTS) ids[list] ??= agent.id;
  }

  /** Signs in anew for each request, since some of them end the session. */
  async function signIn(username: string): Promise<Tokens> {
    const answer = await new RestClient(parley.url).post<Tokens>('/auth/login', { username, password });
    return expectStatus(answer, 200);
  }

  /** A token that works cannot stand in a document. */
  function withTokens(body: ExampleRequest['body'], { refresh_token }: Tokens): ExampleRequest['body'] {
    const hasToken = typeof body?.value === 'object' && 'refresh_token' in (body.value as object);
    return hasToken ? { ...body, value: { ...(body.value as object), refresh_token } } : body;
  }

  function jobFor(route: string): Promise<string> {
    const status = ENDED_JOBS[route];
    return storeJob(parley.database, { type: 'system.check', ...(status && { status }) });
  }

  async function send(request: ExampleRequest): Promise<Answer> {
    const { method, name, path, permission } = request;
    const given = request.body?.value as Record<string, string> | undefined;
    if (path.endsWith('/register')) password = given?.['password'] ?? '';
    const isOwn = OWN_ACCOUNT.test(path) && !/\/(register|login)$/.test(path);
    const tokens = isOwn ? await signIn('maria') : { access_token: await parley.tokenOf('admin'), refresh_token: '' };
    const body = withTokens(request.body, tokens);
    if (isOwn) ids['/api/v1/auth/sessions'] = sessionOf(tokens);
    if (path.startsWith('/api/v1/jobs/{id}')) ids['/api/v1/jobs'] = await jobFor(`${method} ${path}`);
    if (path.startsWith(`${REPORTS}/{id}`)) ids[REPORTS] = await storeReport(parley.database);
    const told = linked[request.operationId];
    const known = path === METRICS ? { ...ids, '/api/v1/calls': completedCall ?? '' } : ids;
    const address = told ? addressOf({ ...request, parameters: told }) : addressOf(request, known);
    const response = await fetch(parley.url + address, {
      method: method.toUpperCase(),
      headers: {
        ...(permission === 'public' ? {} : { authorization: `Bearer ${tokens.access_token}` }),
        ...(body && { 'content-type': body.contentType }),
      },
      body: body && encodeBody(body),
    });
    const text = await response.text();
    const answer: unknown = text.startsWith('{') ? JSON.parse(text) : text;
    if (MADE.has(response.status)) Object.assign(linked, Object.fromEntries(followLinks(request, answer)));
    if (method === 'post' && MADE.has(response.status)) remember(path, answer as Made);
    if (path.endsWith('/change-password')) password = given?.['newPassword'] ?? '';
    return { name, status: response.status, documented: request.statuses.includes(response.status), body: answer };
  }
});

function sessionOf({ access_token: token }: Tokens): string {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(claims) as { sid: string }).sid;
}
