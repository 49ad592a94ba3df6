import { Socket as NetSocket } from 'node:net';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { StreamSnapshotDto } from '../../../src/modules/calls/dto/transcript.dto';
import { startTestApp, TestApp } from '../../support/app';
import { CallSocket, closeCallSockets, dataOf, errorOf, upTo } from '../../support/call-socket';
import { restAs, tokenFor } from '../../support/people';
import { expectStatus, RestClient } from '../../support/rest-client';
import { countRows, runSql } from '../../support/rows';
import { utterance, utterances } from '../../support/samples';
import { waitFor } from '../../support/wait-for';

const NOBODY = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';

describe('following calls over sockets', () => {
  let parley: TestApp;
  let rest: RestClient;

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'user');
  }, 60_000);
  afterEach(closeCallSockets);
  afterAll(() => parley.close());

  const connect = (role: 'viewer' | 'user' = 'user') => CallSocket.connect(parley.url, tokenFor(parley, role));
  const liveCall = async () =>
    expectStatus(await rest.post<CallDto>('/calls', { startedAt: '2026-03-01T09:30:00Z' }), 201).id;
  const append = async (id: string, first: number, last = first) =>
    expectStatus(await rest.post(`/calls/${id}/utterances`, { utterances: utterances(first, last) }), 200);
  const complete = async (id: string) => expectStatus(await rest.post<CallDto>(`/calls/${id}/complete`), 200);
  const stream = async (id: string) =>
    expectStatus(await rest.get<StreamSnapshotDto>(`/calls/${id}/sentiment`), 200).points;

  it('acknowledges a subscription with everything up to now', async () => {
    const id = await liveCall();
    const client = await connect();
    expect(await client.subscribe(id)).toEqual({
      callId: id,
      epoch: 1,
      status: 'live',
      lastPosition: 0,
      points: [],
      rolling: { agent: null, customer: null },
    });
    await append(id, 1, 3);
    const late = await (await connect()).subscribe(id.toUpperCase());
    expect(late).toMatchObject({ callId: id, lastPosition: 3, points: await stream(id) });
    expect(late.rolling).toEqual(late.points[2]?.rolling);
    expect(Object.keys(late.points[0] ?? {}).sort()).toEqual(
      [
        ...['callId', 'confidence', 'epoch', 'keywords', 'position', 'rolling', 'sentimentScore', 'seq', 'speaker'],
        ...['text', 'timestamp', 'trend'],
      ].sort(),
    );
  });

  it('pushes what comes later, exactly as REST tells it', async () => {
    const id = await liveCall();
    await append(id, 1, 2);
    const client = await connect();
    await client.subscribe(id);
    await append(id, 3, 5);
    await append(id, 9);
    expect(await client.reaches(id, 6)).toEqual(upTo(6));
    expect(client.points(id)).toEqual(await stream(id));
  });

  it('answers only what comes after the position a client holds', async () => {
    const id = await liveCall();
    await append(id, 1, 10);
    const ahead = await connect();
    expect((await ahead.subscribe(id, { after: 7, epoch: 1 })).points.map(({ position }) => position)).toEqual([
      8, 9, 10,
    ]);
    expect((await (await connect()).subscribe(id, { after: 10 })).points).toEqual([]);
    const ahead99 = await (await connect()).subscribe(id, { after: 99 });
    expect(ahead99).toMatchObject({ lastPosition: 10 });
    expect(ahead99.points).toHaveLength(10);
    const careless = await connect();
    const ack = await careless.askAnything('subscribe', { callId: id, after: null, epoch: null });
    expect((dataOf(ack) as StreamSnapshotDto).points).toHaveLength(10);
  });

  it('answers everything to a client whose epoch has passed, and tells subscribers to read again', async () => {
    const id = await liveCall();
    await append(id, 1, 4);
    const before = await connect();
    await before.subscribe(id);
    await runSql(parley.database, 'UPDATE calls SET epoch = 2 WHERE id = $1', [id]);
    expect(await before.events('resync')).toEqual([{ callId: id, epoch: 2 }]);
    const again = await (await connect()).subscribe(id, { after: 4, epoch: 1 });
    expect(again).toMatchObject({ epoch: 2, lastPosition: 4 });
    expect(again.points.map(({ position, epoch }) => [position, epoch])).toEqual(upTo(4).map((n) => [n, 2]));
    await append(id, 5);
    await before.reaches(id, 5);
    expect(before.points(id).at(-1)).toMatchObject({ position: 5, epoch: 2 });
  });

  it('gives every one of several subscribers every point once, wherever they began', async () => {
    const id = await liveCall();
    await append(id, 1, 5);
    const clients = await Promise.all(upTo(4).map(() => connect('viewer')));
    const appends = (async () => {
      for (let n = 6; n <= 60; n += 1) await append(id, n);
    })();
    await Promise.all(clients.map((client, index) => client.subscribe(id, { after: index })));
    await appends;
    for (const [index, client] of clients.entries()) {
      expect(await client.reaches(id, 60)).toEqual(upTo(60).slice(index));
    }
  });

  it('takes utterances by socket the way it takes them by REST', async () => {
    const id = await liveCall();
    const [sender, follower] = await Promise.all([connect(), connect()]);
    await follower.subscribe(id);
    const sent = { callId: id, utterances: utterances(1, 2) };
    expect(dataOf(await sender.ask('utterance', sent))).toEqual({ accepted: 2, duplicates: 0, lastPosition: 2 });
    expect(dataOf(await sender.ask('utterance', sent))).toEqual({ accepted: 0, duplicates: 2, lastPosition: 2 });
    expect(await append(id, 2, 3)).toEqual({ accepted: 1, duplicates: 1, lastPosition: 3 });
    const conflict = { callId: id, utterances: [utterance(1, { text: 'Other words.' })] };
    expect(errorOf(await sender.ask('utterance', conflict)).code).toBe('calls.utterance_conflict');
    expect(await follower.reaches(id, 3)).toEqual([1, 2, 3]);
    await complete(id);
    expect(errorOf(await sender.ask('utterance', sent)).code).toBe('calls.completed');
  });

  it('takes 500 utterances in one event and pushes them in order', async () => {
    const id = await liveCall();
    const [sender, follower] = await Promise.all([connect(), connect()]);
    await follower.subscribe(id);
    const ack = await sender.ask('utterance', { callId: id, utterances: utterances(1, 500) });
    expect(dataOf(ack)).toEqual({ accepted: 500, duplicates: 0, lastPosition: 500 });
    expect(await follower.reaches(id, 500)).toEqual(upTo(500));
  });

  it('tells subscribers to read again when Postgres lost what was sent, as in a failover', async () => {
    const id = await liveCall();
    await append(id, 1, 4);
    const client = await connect();
    await client.subscribe(id);
    await runSql(parley.database, 'DELETE FROM utterances WHERE call_id = $1 AND position > 2', [id]);
    await runSql(parley.database, 'UPDATE calls SET last_position = 2 WHERE id = $1', [id]);
    expect(await client.events('resync')).toEqual([{ callId: id, epoch: 1 }]);
    await append(id, 9);
    await client.reaches(id, 3);
  });

  it('gives no more to a client that asks for much and does not read', async () => {
    const id = await liveCall();
    const long = Array.from({ length: 40 }, (_, index) => utterance(index + 1, { text: 'word '.repeat(3_000) }));
    expectStatus(await rest.post(`/calls/${id}/utterances`, { utterances: long }), 200);
    const greedy = await connect();
    const { transport } = greedy.socket.io.engine as unknown as {
      transport: { ws: Pick<NetSocket, 'pause' | 'resume'> };
    };
    transport.ws.pause();
    const asked = Array.from({ length: 60 }, () => greedy.ask('subscribe', { callId: id }, 20_000));
    const other = await connect();
    expect((await other.subscribe(id)).points).toHaveLength(40);
    const { registry } = parley.app.get(Telemetry);
    await waitFor(
      'the first refusal',
      () => registry.getSingleMetricAsString('parley_errors_total'),
      20_000,
      (errors) => errors.includes('socket.slow_reader'),
    );
    transport.ws.resume();
    const refused = (await Promise.all(asked)).filter((ack) => !ack.ok);
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused.map((ack) => errorOf(ack).code))).toEqual(new Set(['socket.slow_reader']));
  });

  it('stops pushing after unsubscribe, to that client alone', async () => {
    const id = await liveCall();
    const [leaving, staying] = await Promise.all([connect(), connect()]);
    await Promise.all([leaving.subscribe(id), staying.subscribe(id)]);
    await append(id, 1);
    await leaving.reaches(id, 1);
    expect(dataOf(await leaving.ask('unsubscribe', { callId: id }))).toEqual({ callId: id });
    await append(id, 2);
    await staying.reaches(id, 2);
    dataOf(await leaving.askAnything('ping', {}));
    expect(leaving.positions(id)).toEqual([1]);
    expect(dataOf(await leaving.ask('unsubscribe', { callId: id }))).toEqual({ callId: id });
  });

  it('keeps a subscription that is sent right behind an unsubscribe', async () => {
    const id = await liveCall();
    for (const companions of [0, 1]) {
      const client = await connect();
      if (companions > 0) await (await connect()).subscribe(id);
      await client.subscribe(id);
      const left = client.ask('unsubscribe', { callId: id });
      const back = client.ask('subscribe', { callId: id });
      dataOf(await left);
      const { lastPosition } = dataOf(await back);
      await append(id, lastPosition + 1);
      await client.reaches(id, lastPosition + 1);
    }
  });

  it('never repeats to a newcomer what was being read for those who just left', async () => {
    const id = await liveCall();
    for (let round = 0; round < 10; round += 1) {
      const [leaving, coming] = await Promise.all([connect(), connect()]);
      await leaving.subscribe(id);
      const appends = [1, 2, 3].map((n) => append(id, 100 * round + 10 * n, 100 * round + 10 * n + 5));
      await Promise.race(appends);
      leaving.close();
      const { lastPosition } = await coming.subscribe(id);
      await Promise.all(appends);
      const last = 18 * (round + 1);
      expect(await coming.reaches(id, last)).toEqual(upTo(last));
      expect(lastPosition).toBeLessThanOrEqual(last);
      coming.close();
    }
  });

  it('keeps a granted subscription when a second one cannot be answered', async () => {
    const id = await liveCall();
    const client = await connect();
    await client.subscribe(id);
    await runSql(parley.database, 'ALTER TABLE utterances RENAME TO hidden');
    const second = await client.ask('subscribe', { callId: id });
    await runSql(parley.database, 'ALTER TABLE hidden RENAME TO utterances');
    expect(errorOf(second).code).toBe('internal');
    await append(id, 1);
    expect(await client.reaches(id, 1)).toEqual([1]);
  });

  it('tells the end after the last point', async () => {
    const id = await liveCall();
    const client = await connect();
    await client.subscribe(id);
    await Promise.all([append(id, 1, 60), append(id, 61, 100)]);
    const call = await complete(id);
    expect(await client.events('call_completed')).toEqual([
      { callId: id, sentiment: call.sentiment, durationMs: call.durationMs },
    ]);
    expect(client.positions(id)).toEqual(upTo(100));
    expect(client.pushed.at(-1)?.event).toBe('call_completed');
    await complete(id);
    const late = await connect();
    expect(await late.subscribe(id)).toMatchObject({ status: 'completed', lastPosition: 100 });
    dataOf(await client.askAnything('ping', {}));
    expect(client.pushed.filter(({ event }) => event === 'call_completed')).toHaveLength(1);
    expect(late.pushed).toEqual([]);
  });

  it.each(['live', 'completed'])('tells subscribers of a %s call that it was deleted', async (status) => {
    const id = await liveCall();
    await append(id, 1);
    const client = await connect();
    await client.subscribe(id);
    if (status === 'completed') {
      await complete(id);
      await client.events('call_completed');
    }
    expectStatus(await restAs(parley, 'admin').delete(`/calls/${id}`), 204);
    expect(await client.events('resync')).toEqual([{ callId: id, epoch: 2 }]);
    expect(errorOf(await client.ask('subscribe', { callId: id }))).toMatchObject({ code: 'calls.not_found' });
  });

  it('knows no call of that id', async () => {
    const client = await connect();
    const error = errorOf(await client.ask('subscribe', { callId: NOBODY }));
    expect(error).toEqual({
      code: 'calls.not_found',
      message: `There is no call ${NOBODY}.`,
      correlationId: expect.any(String) as string,
    });
    expect(errorOf(await client.ask('utterance', { callId: NOBODY, utterances: utterances(1, 1) })).code).toBe(
      'calls.not_found',
    );
    expect(dataOf(await client.ask('unsubscribe', { callId: NOBODY }))).toEqual({ callId: NOBODY });
  });

  it('lets a viewer follow and not write', async () => {
    const id = await liveCall();
    const viewer = await connect('viewer');
    await viewer.subscribe(id);
    const refused = await viewer.ask('utterance', { callId: id, utterances: utterances(1, 1) });
    expect(errorOf(refused).code).toBe('auth.forbidden');
    expect(await countRowsOf(id)).toBe(0);
    await append(id, 1);
    await viewer.reaches(id, 1);
  });

  const countRowsOf = (id: string) => countRows(parley.database, `utterances WHERE call_id = '${id}'`);
});
