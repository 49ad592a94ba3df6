import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc, { Arbitrary } from 'fast-check';
import { io, Socket } from 'socket.io-client';
import { AccessTokens } from '../../../src/core/access/tokens/access-tokens';
import { uuidv7 } from '../../../src/core/database/ids';
import { Ack } from '../../../src/core/realtime/realtime.sockets';
import { startTestApp, TestApp } from '../../support/app';
import { deadline } from '../../support/wait-for';
import { hostileText, hostileValue } from './hostile';
import { fitting, Schemas } from './schema';
import { settings } from './settings';

interface Contract {
  namespaces: Record<string, { clientSends: Record<string, { payload: string | null }> }>;
  payloads: Schemas;
}

const contract = JSON.parse(readFileSync(join(__dirname, '../../contract/sockets.json'), 'utf8')) as Contract;
const events = Object.entries(contract.namespaces).flatMap(([namespace, { clientSends }]) =>
  Object.entries(clientSends).map(([event, { payload }]) => ({
    name: `${namespace} ${event}`,
    namespace,
    event,
    payload,
  })),
);

const RUNS = 150;
/** Larger messages close the connection, as they should. */
const MOST_BYTES = 90_000;
const OUR_FAILURES = ['internal', 'unavailable'];

describe('socket messages that nobody should send', () => {
  let parley: TestApp;
  let callId: string;
  const sockets: Record<string, Socket> = {};

  beforeAll(async () => {
    parley = await startTestApp({ PARLEY_ROLE: 'api', SOCKET_EVENTS_PER_SECOND: '10000' });
    const token = tokenOf(uuidv7());
    const response = await fetch(`${parley.url}/api/v1/calls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    callId = ((await response.json()) as { id: string }).id;
    for (const namespace of Object.keys(contract.namespaces)) {
      const socket = io(parley.url + namespace, { forceNew: true, auth: { token }, transports: ['websocket'] });
      await deadline('the handshake', new Promise((resolve) => socket.once('connection_established', resolve)));
      sockets[namespace] = socket;
    }
  }, 60_000);
  afterAll(async () => {
    Object.values(sockets).forEach((socket) => socket.disconnect());
    await parley.close();
  });

  it.each(events.map((entry) => [entry.name, entry] as const))(
    '%s is always acknowledged, and never a failure of ours',
    async (_, { namespace, event, payload }) => {
      await attack(namespace, fc.tuple(fc.constant(event), payloads(payload)));
    },
    60_000,
  );

  it.each(Object.keys(contract.namespaces))('%s refuses events it does not know', async (namespace) => {
    const name = fc.oneof(hostileText, fc.constantFrom('connection_established', 'sentiment_update', 'toString'));
    const allowed = name.filter((text) => !['connect', 'connect_error', 'disconnect', 'disconnecting'].includes(text));
    await attack(namespace, fc.tuple(allowed, fc.array(hostileValue, { maxLength: 3 })));
  });

  it('leaves every connection open', () => {
    expect(Object.values(sockets).filter(({ connected }) => !connected)).toEqual([]);
  });

  /** Payloads near the schema, as one argument, none or several. */
  function payloads(name: string | null): Arbitrary<unknown[]> {
    const near = fitting(name === null ? undefined : contract.payloads[name], contract.payloads).map((value) =>
      typeof value === 'object' && value !== null && 'callId' in value ? { ...value, callId } : value,
    );
    const any = fitting(name === null ? undefined : contract.payloads[name], contract.payloads);
    return fc.oneof(
      { weight: 10, arbitrary: near.map((value) => [value]) },
      { weight: 5, arbitrary: any.map((value) => [value]) },
      { weight: 3, arbitrary: hostileValue.map((value) => [value]) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<unknown[]>([], [{}, {}], [Buffer.from('a')], [{ callId: Buffer.from('a') }]),
      },
    );
  }

  async function attack(namespace: string, messages: Arbitrary<[string, unknown[]]>): Promise<void> {
    const property = fc.asyncProperty(messages, async ([event, args]) => {
      if (JSON.stringify(args).length > MOST_BYTES) return;
      const ack = (await sockets[namespace]?.timeout(5_000).emitWithAck(event, ...args)) as Ack<unknown>;
      const fault = faultOf(ack);
      if (fault !== undefined) throw new Error(`${fault}: ${JSON.stringify(ack)}`);
    });
    await fc.assert(property, settings(RUNS));
  }

  const tokenOf = (id: string) =>
    parley.app.get(AccessTokens).issue({ id, username: id, role: 'admin' }, uuidv7()).token;
});

function faultOf(ack: Ack<unknown>): string | undefined {
  if (ack.ok) return 'data' in ack ? undefined : 'the ack has no data';
  const { code, message, correlationId } = ack.error;
  if (!code || !message || !correlationId) return 'the error is incomplete';
  return OUR_FAILURES.includes(code) ? 'it is a failure of ours' : undefined;
}
