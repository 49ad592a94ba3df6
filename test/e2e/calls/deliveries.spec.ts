import fc from 'fast-check';
import { CallDto } from '../../../src/modules/calls/dto/call.dto';
import { TranscriptDto } from '../../../src/modules/calls/dto/transcript.dto';
import { UtteranceDto } from '../../../src/modules/calls/dto/utterance.dto';
import { startTestApp, TestApp } from '../../support/app';
import { CallSocket, closeCallSockets, dataOf, upTo } from '../../support/call-socket';
import { restAs, tokenFor } from '../../support/people';
import { expectStatus, RestClient } from '../../support/rest-client';
import { utterance } from '../../support/samples';

interface Delivery {
  bySocket: boolean;
  seqs: number[];
}

/** Every seq is delivered at least once; each sender has its own order, cuts and repetitions. */
const schedules = fc.integer({ min: 1, max: 30 }).chain((count) => {
  const delivery = fc.record({
    bySocket: fc.boolean(),
    seqs: fc.array(fc.integer({ min: 1, max: count }), { minLength: 1, maxLength: 8 }),
  });
  const rest = fc
    .shuffledSubarray(upTo(count), { minLength: count, maxLength: count })
    .map((seqs): Delivery[] => [{ bySocket: false, seqs }]);
  const sender = fc.array(delivery, { maxLength: 6 });
  return fc.record({ count: fc.constant(count), senders: fc.array(sender, { minLength: 1, maxLength: 4 }), rest });
});

describe('deliveries that are duplicated, split and reordered', () => {
  let parley: TestApp;
  let rest: RestClient;
  let sockets: CallSocket[];
  let followers: CallSocket[];

  beforeAll(async () => {
    parley = await startTestApp();
    rest = restAs(parley, 'user');
    const connect = () => CallSocket.connect(parley.url, tokenFor(parley, 'user'));
    sockets = await Promise.all(upTo(4).map(connect));
    followers = await Promise.all(upTo(2).map(connect));
  }, 60_000);
  afterAll(async () => {
    closeCallSockets();
    await parley.close();
  });

  /** As a test of order: texts that score differently, some without times. */
  const said = (seq: number): UtteranceDto => utterance(seq, seq % 5 === 0 ? { startMs: null, endMs: null } : {});

  async function liveCall(): Promise<string> {
    return expectStatus(await rest.post<CallDto>('/calls', { startedAt: '2026-03-01T09:30:00Z' }), 201).id;
  }

  async function deliver(callId: string, socket: CallSocket | undefined, { bySocket, seqs }: Delivery): Promise<void> {
    const body = { utterances: seqs.map(said) };
    if (bySocket && socket) dataOf(await socket.ask('utterance', { callId, ...body }));
    else expectStatus(await rest.post(`/calls/${callId}/utterances`, body), 200);
  }

  async function outcome(callId: string) {
    const call = expectStatus(await rest.post<CallDto>(`/calls/${callId}/complete`), 200);
    const { utterances } = expectStatus(await rest.get<TranscriptDto>(`/calls/${callId}/transcript`), 200);
    const positions = utterances.map(({ position }) => position).sort((a, b) => a - b);
    const spoken = utterances.map(({ position: _, ...said }) => said);
    return { spoken, positions, sentiment: call.sentiment, durationMs: call.durationMs };
  }

  it('end in the transcript and the sentiment of the undisturbed call, and every subscriber sees each point once', async () => {
    await fc.assert(
      fc.asyncProperty(schedules, async ({ count, senders, rest: remaining }) => {
        const [undisturbed, disturbed] = await Promise.all([liveCall(), liveCall()]);
        await deliver(undisturbed, undefined, { bySocket: false, seqs: upTo(count) });
        await followers[0]?.subscribe(disturbed);
        await Promise.all([
          ...[...senders, remaining].map(async (deliveries, index) => {
            for (const delivery of deliveries) await deliver(disturbed, sockets[index], delivery);
          }),
          followers[1]?.subscribe(disturbed),
        ]);
        expect(await outcome(disturbed)).toEqual({ ...(await outcome(undisturbed)), positions: upTo(count) });
        for (const follower of followers) {
          await follower.reaches(disturbed, count);
          expect(follower.positions(disturbed)).toEqual(upTo(count));
        }
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});
