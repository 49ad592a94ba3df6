import { CanActivate, Controller, ExecutionContext, Get, Ip, Param, Query, Res } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Request, Response } from 'express';
import { AccessErrors, CoreErrors } from '../../../src/core/errors/core-errors';
import { PageQuery } from '../../../src/core/http/page-query.dto';
import { UuidParam } from '../../../src/core/http/uuid-param';
import { currentContext } from '../../../src/core/logging/request-context';
import { Answer, send } from './raw-client';
import { Sample, SampleOptions, startSample } from './sample-app';

class TokenGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { authorization } = context.switchToHttp().getRequest<Request>().headers;
    if (authorization === 'Bearer bad') throw AccessErrors.invalid.with();
    const running = currentContext();
    if (running && authorization === 'Bearer good') running.userId = 'user-1';
    return true;
  }
}

@Controller()
class Things {
  @Get('things') list(@Query() query: PageQuery) {
    return query;
  }

  @Get('things/:id') one(@UuidParam() id: string) {
    return { id };
  }

  @Get('names/:name') named(@Param('name') name: string) {
    return { name };
  }

  @Get('ip') address(@Ip() ip: string) {
    return { ip };
  }

  @Get('large') large() {
    return { text: 'abc'.repeat(1_000) };
  }

  @Get('broken') broken() {
    throw new Error('SELECT password FROM /etc/secret');
  }

  @Get('busy') busy() {
    throw CoreErrors.unavailable.with('Later.', { retryAfterSeconds: 1.5 });
  }

  @Get('half') half(@Res() response: Response) {
    response.write('half');
    throw new Error('in the middle');
  }

  @Get('health') health() {
    return { ok: true };
  }
}

function start(options: Partial<SampleOptions> = {}): Promise<Sample> {
  const providers = [{ provide: APP_GUARD, useClass: TokenGuard }];
  return startSample({ controllers: [Things], providers, ...options });
}

let sample: Sample;
const get = (path: string, headers: Record<string, string> = {}, at = sample): Promise<Answer> =>
  send(at.port, `/api/v1${path}`, { headers });

beforeAll(async () => {
  sample = await start();
});

describe('an address', () => {
  it.each([
    ['/names/%zz', 400, 'request.malformed', 'The path is not valid percent-encoded UTF-8.'],
    ['/names/%ff', 400, 'request.malformed', 'The path is not valid percent-encoded UTF-8.'],
    ['/names/a%00b', 400, 'request.invalid', 'path must not contain the NUL character.'],
    ['/things?cursor=%zz', 400, 'request.malformed', 'The query string is not valid percent-encoded UTF-8.'],
    ['/things?limit=1&cursor=a%00', 400, 'request.invalid', 'cursor must not contain the NUL character.'],
    ['/things/7', 400, 'request.invalid', 'id must be a UUID.'],
    ['/nothing', 404, 'request.not_found', 'No route answers at this address; see /docs.'],
    [
      `/things?cursor=${'a'.repeat(9_000)}`,
      414,
      'request.uri_too_long',
      'An address may have at most 8192 characters.',
    ],
  ])('%s is answered precisely', async (path, status, code, detail) => {
    const answer = await get(path);
    expect([answer.status, answer.problem.code, answer.problem.detail]).toEqual([status, code, detail]);
    expect(answer.problem.correlationId).toBe(answer.headers['x-correlation-id']);
    expect(answer.problem.instance).toBe(`/api/v1${path.split('?')[0]}`);
  });

  it('known under another method is 405 with what is allowed', async () => {
    const answer = await send(sample.port, '/api/v1/things', { method: 'DELETE' });
    expect([answer.status, answer.problem.code, answer.headers.allow]).toEqual([
      405,
      'request.method_not_allowed',
      'GET, HEAD',
    ]);
  });

  it('takes a UUID in any case, and percent-encoded UTF-8', async () => {
    const id = '01A20316-81AC-72D3-A3E7-3C663FCF4A32';
    expect(JSON.parse((await get(`/things/${id}`)).text)).toEqual({ id: id.toLowerCase() });
    expect(JSON.parse((await get('/names/%C3%A9')).text)).toEqual({ name: 'é' });
  });
});

describe('a page query', () => {
  const range = 'must be a whole number from 1 to 200';
  it.each([
    ['limit=0', 'limit', range],
    ['limit=201', 'limit', range],
    ['limit=1e9', 'limit', range],
    ['limit=1e1', 'limit', range],
    ['limit=0x10', 'limit', range],
    ['limit=%205', 'limit', range],
    ['limit=abc', 'limit', range],
    ['limit=', 'limit', range],
    ['limit=1.5', 'limit', range],
    ['limit=99999999999999999999', 'limit', range],
    ['limit=1&limit=2', 'limit', 'must be given only once'],
    ['offset=-1', 'offset', 'must be a whole number from 0 to 10000'],
    ['offset=10001', 'offset', 'must be a whole number from 0 to 10000'],
    ['offset=5&cursor=abc', 'offset', 'cannot be combined with cursor'],
    ['cursor=', 'cursor', 'must be the nextCursor of a page'],
    [`cursor=${'a'.repeat(2049)}`, 'cursor', 'must be the nextCursor of a page'],
    ['sort=x', 'sort', 'is not a known field'],
    ['limit[a]=1', 'limit[a]', 'is not a known field'],
  ])('%s is refused, naming the field', async (query, field, message) => {
    const { problem } = await get(`/things?${query}`);
    expect([problem.status, problem.code, problem.errors]).toEqual([400, 'request.invalid', [{ field, message }]]);
  });

  it.each([
    ['', { limit: 50 }],
    ['limit=200&offset=10000', { limit: 200, offset: 10_000 }],
    ['cursor=abc', { limit: 50, cursor: 'abc' }],
  ])('"%s" is taken as numbers', async (query, expected) => {
    expect(JSON.parse((await get(`/things?${query}`)).text)).toEqual(expected);
  });
});

describe('an error', () => {
  it('of ours says nothing but its correlation id, and the log says all', async () => {
    const { status, problem, text } = await get('/broken');
    expect([status, problem.code, problem.detail]).toEqual([500, 'internal', 'Something went wrong on our side']);
    expect(text).not.toMatch(/SELECT|secret|\.ts|node_modules/);
    const line = sample.logger.lines.find(({ code }) => code === 'internal');
    expect(line?.level).toBe('error');
    expect((line?.error as Error).message).toContain('SELECT');
  });

  it('tells when to come back', async () => {
    const answer = await get('/busy');
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '2']);
  });

  it('of missing credentials tells how to send them', async () => {
    const answer = await get('/things', { Authorization: 'Bearer bad' });
    expect([answer.status, answer.problem.code, answer.headers['www-authenticate']]).toEqual([
      401,
      'auth.invalid',
      'Bearer',
    ]);
  });

  it('in the middle of an answer cuts it off instead of ending it', async () => {
    await expect(get('/half')).rejects.toThrow(/aborted|socket hang up/);
    expect((await get('/ip')).status).toBe(200);
  });

  it('is counted by its code', async () => {
    await get('/nothing');
    expect(await sample.telemetry.render()).toMatch(/parley_errors_total\{code="request.not_found"\} [1-9]/);
  });
});

describe('the host', () => {
  it.each([
    ['localhost:3000', 200],
    ['LOCALHOST', 200],
    ['[::1]:80', 200],
    ['evil.example', 421],
    ['localhost.evil.example', 421],
    ['user@localhost', 421],
  ])('%s is answered with %i', async (host, status) => {
    const answer = await get('/ip', { Host: host });
    expect(answer.status).toBe(status);
    if (status === 421) expect(answer.problem.code).toBe('request.wrong_host');
  });

  it('does not matter to health checks, nor where all are allowed', async () => {
    expect((await send(sample.port, '/health', { headers: { Host: 'evil.example' } })).status).toBe(200);
    const open = await start({ environment: { ALLOWED_HOSTS: '*' } });
    expect((await get('/ip', { Host: 'any.example' }, open)).status).toBe(200);
  });

  it('is told by the Host header alone, also behind a proxy', async () => {
    const behind = await start({ environment: { TRUST_PROXY: '1' } });
    const status = async (Host: string, forwarded: string) =>
      (await get('/ip', { Host, 'X-Forwarded-Host': forwarded }, behind)).status;
    expect(await status('evil.example', 'localhost')).toBe(421);
    expect(await status('localhost', 'evil.example')).toBe(200);
  });
});

describe('the address of the caller', () => {
  it.each([
    ['0', '6.6.6.6, 7.7.7.7', '127.0.0.1'],
    ['1', '6.6.6.6, 7.7.7.7', '7.7.7.7'],
    ['2', '6.6.6.6, 7.7.7.7', '6.6.6.6'],
    ['127.0.0.0/8', '6.6.6.6, 7.7.7.7', '7.7.7.7'],
    ['127.0.0.0/8,7.7.7.0/24', '6.6.6.6, 7.7.7.7', '6.6.6.6'],
    ['10.0.0.0/8', '6.6.6.6', '127.0.0.1'],
  ])('with TRUST_PROXY=%s and X-Forwarded-For: %s is %s', async (trust, forwarded, ip) => {
    const behind = await start({ environment: { TRUST_PROXY: trust } });
    const { text } = await get('/ip', { 'X-Forwarded-For': forwarded }, behind);
    expect(JSON.parse(text)).toEqual({ ip });
  });
});

describe('another origin', () => {
  const good = 'https://app.example.com';
  const preflight = (origin: string, at: Sample) =>
    send(at.port, '/api/v1/things', {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'PATCH' },
    });

  it('is let in when it is on the list, and only then', async () => {
    const listed = await start({ environment: { CORS_ORIGINS: good } });
    const allowed = await preflight(good, listed);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': good,
      'access-control-allow-methods': 'GET,HEAD,POST,PUT,PATCH,DELETE',
      'access-control-max-age': '600',
      vary: expect.stringContaining('Origin') as unknown,
    });
    expect(allowed.headers['access-control-allow-credentials']).toBeUndefined();
    for (const origin of ['https://evil.example', `${good}.evil.example`, 'http://app.example.com', 'null']) {
      expect((await preflight(origin, listed)).headers['access-control-allow-origin']).toBeUndefined();
    }
    const { headers } = await get('/things', { Origin: good }, listed);
    expect(headers['access-control-expose-headers']).toBe(
      'X-Correlation-Id,Location,Retry-After,Content-Disposition,Idempotency-Replay,' +
        'RateLimit-Limit,RateLimit-Remaining,RateLimit-Reset',
    );
    expect(allowed.headers['access-control-allow-headers']).toBe(
      'Authorization,Content-Type,Idempotency-Key,X-API-Key,X-Correlation-Id',
    );
  });

  it('is never let in without a list', async () => {
    expect((await preflight(good, sample)).headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('every answer', () => {
  it.each(['/ip', '/nothing', '/broken'])('to %s carries the protecting headers', async (path) => {
    const { headers } = await get(path);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-site',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers.etag).toBeUndefined();
  });

  it.each([
    ['abcdefgh-1', true],
    ['short', false],
    ['with space in it', false],
    ['a'.repeat(129), false],
  ])('keeps the correlation id %s: %s', async (id, kept) => {
    const answered = (await get('/ip', { 'X-Correlation-Id': id })).headers['x-correlation-id'];
    expect(answered === id).toBe(kept);
    expect(answered).toMatch(/^[\w.:-]{8,128}$/);
  });

  it('of more than a kilobyte is compressed where the client asks for it', async () => {
    const headers = { 'Accept-Encoding': 'gzip' };
    expect((await get('/large', headers)).headers['content-encoding']).toBe('gzip');
    expect((await get('/large')).headers['content-encoding']).toBeUndefined();
    expect((await get('/ip', headers)).headers['content-encoding']).toBeUndefined();
  });

  it('closes its connection while the process drains', async () => {
    const leaving = await start();
    const keepAlive = { Connection: 'keep-alive' };
    expect((await get('/ip', keepAlive, leaving)).headers.connection).toBe('keep-alive');
    await leaving.lifecycle.drain();
    expect((await get('/ip', keepAlive, leaving)).headers.connection).toBe('close');
  });
});

describe('the log', () => {
  const lineOf = (id: string) => sample.logger.next((line) => line.message === 'request' && line.correlationId === id);

  it('has one line per request with what ops need, and no secret', async () => {
    const path = '/things?cursor=secretcursor';
    await get(path, { 'X-Correlation-Id': 'log-line-1', Authorization: 'Bearer good' });
    const line = await lineOf('log-line-1');
    expect(line).toEqual({
      level: 'info',
      message: 'request',
      method: 'GET',
      route: '/api/v1/things',
      path: '/api/v1/things',
      status: 200,
      durationMs: expect.any(Number) as number,
      bytes: 36,
      aborted: undefined,
      correlationId: 'log-line-1',
      userId: 'user-1',
    });
    expect(JSON.stringify(sample.logger.lines)).not.toMatch(/secretcursor|Bearer good/);
  });

  it('has a line for what no route takes', async () => {
    await get('/nothing', { 'X-Correlation-Id': 'log-line-2' });
    expect(await lineOf('log-line-2')).toMatchObject({ route: 'unmatched', path: '/api/v1/nothing', status: 404 });
  });

  it('leaves health checks out', async () => {
    await send(sample.port, '/health', { headers: { 'X-Correlation-Id': 'log-line-3' } });
    await get('/ip', { 'X-Correlation-Id': 'log-line-4' });
    await lineOf('log-line-4');
    expect(sample.logger.lines.filter(({ correlationId }) => correlationId === 'log-line-3')).toEqual([]);
  });

  it('is joined by the histogram, by route template', async () => {
    const metrics = await sample.telemetry.render();
    expect(metrics).toContain(
      'parley_http_request_duration_seconds_count{method="GET",route="/api/v1/things",status="2xx"}',
    );
    expect(metrics).toContain('route="unmatched",status="4xx"');
    expect(metrics).not.toContain('/api/v1/nothing');
  });
});
