import { parse } from 'csv-parse/sync';
import { once } from 'node:events';
import { get, IncomingMessage } from 'node:http';
import { io } from 'socket.io-client';
import { AccessTokens } from '../../../src/core/access/tokens/access-tokens';
import { AuditTrail } from '../../../src/core/access/audit/audit-trail';
import { Role } from '../../../src/core/access/permissions';
import { Revocations } from '../../../src/core/access/rights/revocations';
import { Database } from '../../../src/core/database/database';
import { PageOf } from '../../../src/core/database/paging';
import { uuidv7 } from '../../../src/core/database/ids';
import { AuditEntriesRepository } from '../../../src/modules/audit/audit.repository';
import { AuditEntryDto } from '../../../src/modules/audit/dto/audit-entry.dto';
import { startTestApp, TestApp } from '../../support/app';
import { CallSocket, closeCallSockets, errorOf } from '../../support/call-socket';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { runSql } from '../../support/rows';
import { utterances } from '../../support/samples';
import { deadline, waitFor } from '../../support/wait-for';

const AGENT = 'Audit Test/1.0';

describe('the audit trail', () => {
  let parley: TestApp;
  let admin: RestClient;
  const adminId = uuidv7();

  beforeAll(async () => {
    parley = await startTestApp({ TRUST_PROXY: '1', RATE_LIMITS: 'default=100000' });
    admin = new RestClient(parley.url, tokenOf('admin', adminId));
  }, 60_000);
  afterEach(closeCallSockets);
  afterAll(() => parley.close());

  const tokenOf = (role: Role, id = uuidv7()) =>
    parley.app.get(AccessTokens).issue({ id, username: `the ${role}`, role }, uuidv7()).token;
  const entries = async (filters: Record<string, string>) =>
    expectStatus(await admin.get<PageOf<AuditEntryDto>>(`/audit?${new URLSearchParams(filters).toString()}`), 200)
      .items;
  const from = (correlationId: string) => ({
    headers: { 'user-agent': AGENT, 'x-correlation-id': correlationId, 'x-forwarded-for': '::ffff:203.0.113.7' },
  });
  const newCall = async () =>
    expectStatus(await admin.post<{ id: string }>('/calls', { utterances: utterances(1, 2) }), 201).id;
  const importedCall = async () =>
    expectStatus(
      await admin.post<{ call: { id: string } }>(
        '/calls/import?format=webvtt',
        'WEBVTT\n\n00:01.000 --> 00:02.000\nHello',
        {
          headers: { 'content-type': 'text/vtt' },
        },
      ),
      201,
    ).call.id;

  it.each<[string, string, () => Promise<string>, string, object]>([
    ['a deletion', 'call.delete', newCall, 'DELETE', {}],
    ['an export', 'call.export', newCall, 'GET /export', { format: 'parley', bytes: expect.any(Number) as number }],
    ['a kept document', 'call.document', importedCall, 'GET /document', { format: 'webvtt', bytes: 37 }],
  ])('has one entry of %s', async (_, action, make, way, details) => {
    const [id, correlationId] = [await make(), uuidv7()];
    const [method = '', rest = ''] = way.split(' ');
    const response = await fetch(`${parley.url}/api/v1/calls/${id}${rest}`, {
      method,
      headers: { ...from(correlationId).headers, authorization: `Bearer ${tokenOf('admin', adminId)}` },
    });
    expect(response.ok).toBe(true);
    await response.arrayBuffer();
    expect(await entries({ correlationId })).toEqual([
      {
        ...{ id: expect.any(String) as string, at: expect.any(String) as string, action, outcome: 'ok', details },
        ...{ actorId: adminId, actorName: 'the admin', keyId: null, targetKind: 'call', targetId: id },
        ...{ ip: '203.0.113.7', userAgent: AGENT, correlationId },
      },
    ]);
  });

  it('has no entry of what was not done', async () => {
    const gone = uuidv7();
    const correlationId = uuidv7();
    for (const [method, path] of [
      ['DELETE', ''],
      ['GET', '/export'],
      ['GET', '/document'],
    ] as const) {
      expect((await admin.send(method, `/calls/${gone}${path}`, from(correlationId))).status).toBe(404);
    }
    expect(await entries({ correlationId })).toEqual([]);
  });

  it('and the deletion it tells of are one: neither is there without the other', async () => {
    const id = await newCall();
    const { username } = new URL(parley.database.url);
    await runSql(parley.database, `REVOKE INSERT ON audit_entries FROM ${username}`);
    try {
      expect((await admin.delete(`/calls/${id}`)).status).toBe(500);
      expect((await admin.downloadBytes(`/calls/${id}/export`)).headers.get('content-disposition')).toBeNull();
      const viewer = new RestClient(parley.url, tokenOf('viewer'));
      expect((await viewer.delete(`/calls/${id}`)).status).toBe(500);
      expectProblem(await new RestClient(parley.url, 'forged').get('/calls'), 401, 'auth.invalid');
    } finally {
      await runSql(
        parley.database,
        `GRANT INSERT (id, actor_id, actor_name, key_id, action, target_kind, target_id, outcome, ip, user_agent,
           correlation_id, details) ON audit_entries TO ${username}`,
      );
    }
    expect((await admin.get(`/calls/${id}`)).status).toBe(200);
    expect(await entries({ targetId: id })).toEqual([]);
  });

  describe('tells who was refused', () => {
    it('by a route', async () => {
      const [viewerId, correlationId] = [uuidv7(), uuidv7()];
      const viewer = new RestClient(parley.url, tokenOf('viewer', viewerId));
      const path = `/calls/${uuidv7()}`;
      expectProblem(await viewer.send('DELETE', path, from(correlationId)), 403, 'auth.forbidden');
      expect(await entries({ correlationId })).toMatchObject([
        {
          ...{ action: 'access.denied', outcome: 'denied', actorId: viewerId, actorName: 'the viewer' },
          ...{ targetKind: 'route', targetId: 'DELETE /api/v1/calls/:id', ip: '203.0.113.7', userAgent: AGENT },
          details: { code: 'auth.forbidden', path: `/api/v1${path}` },
        },
      ]);
    });

    it('by the audit trail itself', async () => {
      for (const path of ['/audit', '/audit/export']) {
        const correlationId = uuidv7();
        const analyst = new RestClient(parley.url, tokenOf('analyst'));
        expectProblem(await analyst.get(path, from(correlationId)), 403, 'auth.forbidden');
        expect(await entries({ correlationId })).toMatchObject([
          { targetId: `GET /api/v1${path}`, actorName: 'the analyst' },
        ]);
      }
    });

    it('by a socket event', async () => {
      const viewerId = uuidv7();
      const client = await CallSocket.connect(parley.url, tokenOf('viewer', viewerId));
      const error = errorOf(await client.askAnything('utterance', { callId: uuidv7(), utterances: utterances(1, 1) }));
      expect(error.code).toBe('auth.forbidden');
      expect(await entries({ correlationId: error.correlationId })).toMatchObject([
        { targetKind: 'event', targetId: '/calls utterance', actorId: viewerId, ip: '127.0.0.1' },
      ]);
    });

    it.each([
      ['/calls', { token: 'forged' }, '/calls connect', null],
      ['/nowhere', {}, 'undeclared connect', 'the user'],
    ])('by a handshake with %s', async (namespace, auth, targetId, actorName) => {
      const correlationId = uuidv7();
      const socket = io(`${parley.url}${namespace}`, {
        ...{ auth: { token: tokenOf('user'), ...auth }, forceNew: true, reconnection: false },
        extraHeaders: from(correlationId).headers,
        transports: ['websocket'],
      });
      await deadline('the refusal', new Promise((resolve) => socket.once('connect_error', resolve)));
      socket.disconnect();
      expect(await entries({ correlationId })).toMatchObject([
        { targetKind: 'event', targetId, actorName, ip: '203.0.113.7', userAgent: AGENT, outcome: 'denied' },
      ]);
    });

    it('with a credential that is none, but not whoever sent none or an old one', async () => {
      const correlationId = uuidv7();
      expectProblem(await new RestClient(parley.url, 'forged').get('/calls', from(correlationId)), 401, 'auth.invalid');
      const none = uuidv7();
      expectProblem(await new RestClient(parley.url).get('/calls', from(none)), 401, 'auth.required');
      expect(await entries({ correlationId })).toMatchObject([
        { actorId: null, targetId: 'GET /api/v1/calls', ip: '203.0.113.7', details: { code: 'auth.invalid' } },
      ]);
      expect(await entries({ correlationId: none })).toEqual([]);
    });

    it('in a flood: each refusal that is told to somebody known, and the others counted', async () => {
      const viewerId = uuidv7();
      const viewer = new RestClient(parley.url, tokenOf('viewer', viewerId));
      const told = await Promise.all(Array.from({ length: 400 }, () => viewer.delete(`/calls/${uuidv7()}`)));
      const count = (status: number) => told.filter((answer) => answer.status === status).length;
      expect(count(403)).toBeGreaterThanOrEqual(300);
      expect(count(403) + count(429)).toBe(400);
      expect(count(429)).toBeGreaterThan(0);
      const page = await admin.get<PageOf<AuditEntryDto>>(`/audit?actorId=${viewerId}`);
      expect(page.body.total).toBe(count(403));
    });

    it('by forged credentials in a flood, of which the next entry tells how many are left out', async () => {
      const headers = { 'x-forwarded-for': '198.51.100.9' };
      const forger = new RestClient(parley.url, 'forged');
      const send = () => forger.get('/calls', { headers });
      const told = await Promise.all(Array.from({ length: 60 }, send));
      expect(new Set(told.map(({ status }) => status))).toEqual(new Set([401]));
      const recorded = await entries({ ip: '198.51.100.9', limit: '200' });
      expect(recorded.length).toBeGreaterThanOrEqual(30);
      expect(recorded.length).toBeLessThan(40);
      let sent = told.length;
      const all = await waitFor(
        'an entry that tells what was left out',
        async () => {
          await send();
          sent += 1;
          return entries({ ip: '198.51.100.9', limit: '200' });
        },
        10_000,
        (seen) => seen[0]?.details.omitted !== undefined,
      );
      const omitted = all.reduce((sum, { details }) => sum + Number(details.omitted ?? 0), 0);
      expect(all.length + omitted).toBe(sent);
    });
  });

  describe('is read', () => {
    const hostile = [
      '=HYPERLINK("http://evil.example","click")',
      '+1+1',
      '-2+3',
      '@SUM(A1)',
      '\tleading tab',
      '\rreturn',
      "'quoted",
      'a,b;"c"',
      'two\nlines\r\nand more',
      ' spaces ',
      '＝1',
      'NUL \0 and half \ud800 of a pair',
    ];
    const id = uuidv7();

    beforeAll(async () => {
      const trail = parley.app.get(AuditTrail);
      for (const [index, username] of hostile.entries()) {
        const actor = { userId: id, username };
        await trail.record({ action: 'user.update', outcome: 'failed', actor, details: { text: username, index } });
      }
    });

    it('as CSV that no spreadsheet takes for formulas, and that says of itself that it was taken', async () => {
      const correlationId = uuidv7();
      const file = await fetch(`${parley.url}/api/v1/audit/export?actorId=${id}`, {
        headers: { ...from(correlationId).headers, authorization: `Bearer ${tokenOf('admin', adminId)}` },
      });
      expect(Object.fromEntries(file.headers)).toMatchObject({
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': 'attachment; filename="audit.csv"',
      });
      const rows: Record<string, string>[] = parse(await file.text(), { columns: true, record_delimiter: '\r\n' });
      const stored = hostile.map((text) => text.toWellFormed().replaceAll('\0', '\ufffd')).reverse();
      const escaped = stored.map((text) => (/^['=+\-@\t\r\n＝]/.test(text) ? `'${text}` : text));
      expect(rows.map(({ actorName }) => actorName)).toEqual(escaped);
      expect(rows.map(({ details }) => (JSON.parse(details ?? '') as { text: string }).text)).toEqual(stored);
      expect(rows.every(({ actorName }) => !/^[=+\-@\t\r]/.test(actorName ?? ''))).toBe(true);
      expect(await entries({ correlationId })).toMatchObject([
        { action: 'audit.export', actorId: adminId, targetKind: 'audit', details: { actorId: id } },
      ]);
    });

    it('page after page without a gap or a repetition, while entries are added', async () => {
      const seen: string[] = [];
      let path = `/audit?actorId=${id}&limit=5`;
      for (let cursor: string | null = ''; cursor !== null; path = `/audit?actorId=${id}&limit=5&cursor=${cursor}`) {
        const page = expectStatus(await admin.get<PageOf<AuditEntryDto>>(path), 200);
        seen.push(...page.items.map((entry) => entry.id));
        cursor = page.nextCursor;
        const actor = { userId: id, username: 'added meanwhile' };
        await parley.app.get(AuditTrail).record({ action: 'user.update', outcome: 'failed', actor });
      }
      const total = expectStatus(await admin.get<PageOf<AuditEntryDto>>(`/audit?actorId=${id}&limit=200`), 200);
      const before = total.items.filter(({ actorName }) => actorName !== 'added meanwhile').map((entry) => entry.id);
      expect(seen).toEqual(before);
      expect(total.total).toBe(total.items.length);
      const skipped = await admin.get<PageOf<AuditEntryDto>>(`/audit?actorId=${id}&limit=2&offset=3`);
      expect(skipped.body.items).toEqual(total.items.slice(3, 5));
    });

    it('by every filter, alone and together', async () => {
      const [entry] = await entries({ action: 'call.delete' });
      const { actorId, targetId, correlationId, at } = entry as unknown as Record<string, string>;
      const to = new Date(Date.parse(at as string) + 1).toISOString();
      const filters = {
        actorId,
        action: 'call.delete,call.export',
        outcome: 'ok',
        targetKind: 'call',
        targetId,
      } as const;
      const all = { ...filters, ip: '::FFFF:203.0.113.7', correlationId, from: at, to } as Record<string, string>;
      for (const [name, value] of Object.entries(all)) {
        const range: Record<string, string> = name === 'from' ? { to } : {};
        expect((await entries({ [name]: value, limit: '200', ...range })).map(({ id: found }) => found)).toContain(
          entry?.id,
        );
      }
      expect(await entries(all)).toEqual([entry]);
      const others = { actorId: uuidv7(), action: 'key.create', outcome: 'failed', targetKind: 'key', targetId: 'x' };
      const more = { ip: '203.0.113.8', correlationId: 'somebody-else', from: to, to: at as string };
      for (const [name, value] of Object.entries({ ...others, ...more })) {
        const { from: _from, ...rest } = all;
        expect(
          await entries({
            ...(name === 'to' ? rest : all),
            ...(name === 'from' ? { to: '2099-01-01T00:00:00Z' } : {}),
            [name]: value,
          }),
        ).toEqual([]);
      }
    });

    it.each([
      ['actorId=me', 'actorId'],
      ['action=nothing', 'action'],
      ['action=', 'action'],
      ['action=call.delete&action=call.export', 'action'],
      ['outcome=maybe', 'outcome'],
      ['targetKind=table', 'targetKind'],
      ['targetId=', 'targetId'],
      ['ip=localhost', 'ip'],
      ['correlationId=short', 'correlationId'],
      ['from=yesterday', 'from'],
      ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'to'],
      ['who=me', 'who'],
    ])('not by %s', async (query, field) => {
      for (const path of ['/audit', '/audit/export']) {
        const problem = expectProblem(await admin.get(`${path}?${query}`), 400, 'request.invalid');
        expect(problem.errors?.map((error) => error.field)).toEqual([field]);
      }
    });

    it('as CSV by a client that goes away, without being read to its end', async () => {
      await runSql(
        parley.database,
        `INSERT INTO audit_entries (id, action, outcome, details)
         SELECT gen_random_uuid(), 'auth.login', 'ok', jsonb_build_object('text', repeat('x', 3000))
         FROM generate_series(1, 8000)`,
      );
      // 25 MB: what buffers of sockets take is read in any case.
      const pages = jest.spyOn(parley.app.get(AuditEntriesRepository), 'list');
      await deadline(
        'the first bytes',
        new Promise<void>((resolve, reject) => {
          const headers = { authorization: `Bearer ${tokenOf('admin')}` };
          const request = get(`${parley.url}/api/v1/audit/export`, { headers }, (response) => {
            response.once('data', () => {
              request.destroy();
              resolve();
            });
          });
          request.on('error', reject);
        }),
      );
      const whole = await fetch(`${parley.url}/api/v1/audit/export?action=auth.login`, {
        headers: { authorization: `Bearer ${tokenOf('admin')}` },
      });
      expect((await whole.text()).split('\r\n').length).toBeGreaterThan(8_000);
      const wholePages = Math.ceil(8_000 / 1_000);
      expect(pages.mock.calls.length).toBeGreaterThan(wholePages);
      expect(pages.mock.calls.length).toBeLessThan(1.7 * wholePages);
      pages.mockRestore();
    });

    it('as CSV no further than the rights of the reader go', async () => {
      const sessionId = uuidv7();
      const admin = { id: uuidv7(), username: 'admin', role: 'admin' as const };
      const { token } = parley.app.get(AccessTokens).issue(admin, sessionId);
      const headers = { authorization: `Bearer ${token}` };
      const [response] = (await once(
        get(`${parley.url}/api/v1/audit/export?action=auth.login`, { headers }),
        'response',
      )) as [IncomingMessage];
      await once(response, 'readable');
      const revocations = parley.app.get(Revocations);
      await parley.app.get(Database).transaction((tx) => revocations.record(tx, 'session', [sessionId]));
      response.resume();
      const broken = once(response, 'end').then(
        () => 'read to its end',
        (error: NodeJS.ErrnoException) => error.code,
      );
      expect(await deadline('the end of the export', broken)).toBe('ECONNRESET');
    });
  });
});
