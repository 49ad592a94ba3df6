import { randomUUID } from 'node:crypto';
import { OpenAPIObject } from '@nestjs/swagger';
import { io, Socket } from 'socket.io-client';
import { Ack, SocketError } from '../../src/core/realtime/realtime.sockets';
import { deadline } from '../support/wait-for';
import { built, BuiltApp, startBuiltApp } from './support/built-app';
import { addressOf, encodeBody, exampleRequests } from './support/examples';
import { Badges, handOutBadges } from './support/badges';
import { Caller, callers, Entry, permissionTable } from './support/permission-table';

/** What says that the caller, not the request, is the reason. */
const REFUSALS = ['auth.required', 'auth.invalid', 'auth.expired', 'auth.forbidden'];

/** What is asked of middleware that is mounted on a path and all below. */
const WITHIN: Record<string, string> = { 'USE /docs': '/docs', 'USE /admin/queues': '/admin/queues/api/queues' };

const REFUSED: Record<Caller, string> = {
  anonymous: 'auth.required',
  viewer: 'auth.forbidden',
  user: 'auth.forbidden',
  analyst: 'auth.forbidden',
  admin: 'auth.forbidden',
  key: 'auth.forbidden',
  key_without: 'auth.forbidden',
  deactivated: 'auth.invalid',
};

describe('who may do what', () => {
  let parley: BuiltApp;
  let document: OpenAPIObject;
  let table: Entry[];
  let badges: Badges;

  beforeAll(async () => {
    parley = await startBuiltApp();
    const { buildOpenApi } = await built<typeof import('../../src/core/http/openapi')>('core/http/openapi');
    document = buildOpenApi(parley.app);
    table = permissionTable(parley.app, document);
    badges = await handOutBadges(parley);
  }, 120_000);
  afterAll(() => parley.close());

  const expected = ({ allows, permission }: Entry, caller: Caller) => {
    if (permission === 'nobody') return '404 request.not_found';
    return allows[caller] ? 'allowed' : REFUSED[caller];
  };

  const compare = async (entries: Entry[], ask: (entry: Entry, caller: Caller) => Promise<string>) => {
    const found = [];
    for (const entry of entries) {
      for (const caller of callers) {
        found.push({ name: entry.name, caller, expected: expected(entry, caller), answer: await ask(entry, caller) });
      }
    }
    expect(found.filter((one) => one.answer !== one.expected)).toEqual([]);
    expect(found.length).toBe(entries.length * callers.length);
  };

  it('holds for each route and each kind of caller', async () => {
    const examples = exampleRequests(document);
    await compare(
      table.filter(({ kind }) => kind === 'http'),
      async (entry, caller) => {
        const { name } = entry;
        const example = examples.find(({ method, path }) => `${method.toUpperCase()} ${path}` === name);
        if (example === undefined) throw new Error(`${name} has no example.`);
        // What is not there cannot be harmed: the access check comes before any look for it.
        const parameters = Object.fromEntries(Object.keys(example.parameters).map((key) => [key, randomUUID()]));
        const { body, method } = example;
        const response = await fetch(parley.url + addressOf({ ...example, parameters }), {
          method: method.toUpperCase(),
          headers: { ...(await badges.headers(entry, caller)), ...(body && { 'content-type': body.contentType }) },
          body: body && encodeBody(body),
        });
        return verdict(response.status, ((await response.json().catch(() => ({}))) as { code?: string }).code);
      },
    );
  });

  it('holds for each socket message and each kind of caller', async () => {
    await compare(
      table.filter(({ kind }) => kind === 'socket'),
      async (entry, caller) => {
        const [namespace = '', event = ''] = entry.name.split(' ');
        const auth = await badges.handshake(entry, caller);
        const socket = io(parley.url + namespace, { forceNew: true, reconnection: false, auth });
        try {
          const refusal = await deadline('the handshake', handshake(socket));
          if (refusal !== undefined) return refusal;
          const ack = (await socket.timeout(5_000).emitWithAck(event, {})) as Ack<unknown>;
          return ack.ok ? 'allowed' : verdict(0, ack.error.code);
        } finally {
          socket.disconnect();
        }
      },
    );
  });

  it('holds for what is served beside the guards', async () => {
    const served = table.filter(({ kind }) => kind === 'raw');
    await compare(served, async (entry, caller) => {
      const headers = await badges.headers(entry, caller);
      const response = await fetch(parley.url + (WITHIN[entry.name] ?? entry.name.slice('GET '.length)), { headers });
      return verdict(response.status, ((await response.json().catch(() => ({}))) as { code?: string }).code);
    });
    expect(served.length).toBeGreaterThan(2);
  });
});

function verdict(status: number, code: string | undefined): string {
  if (code !== undefined && REFUSALS.includes(code)) return code;
  // A route that is not there, or fails, proves nothing.
  return status === 405 || status >= 500 || code === 'request.not_found' ? `${status} ${code}` : 'allowed';
}

/** The code with which the handshake is refused; undefined when it is not. */
function handshake(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    socket.once('connection_established', () => resolve(undefined));
    socket.once('connect_error', (error: Error & { data?: SocketError }) => resolve(error.data?.code ?? error.message));
  });
}
