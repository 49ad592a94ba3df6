import { Config } from '../../../core/config/config';
import { Logger } from '../../../core/logging/logger';
import { CoreErrors } from '../../../core/errors/core-errors';
import { Revocations } from '../../../core/access/rights/revocations';
import { CallStreams, Subscriber } from './call-streams';
import { CallsBroadcast } from './calls.broadcast';
import { CallsRepository, StreamHead } from '../calls.repository';
import { SentimentPoint } from '../calls.sockets';
import { PointRow } from '../dto/transcript.dto';
import { TranscriptsService } from '../transcripts.service';

const CALL = 'call';
const row = (position: number) => ({ position, createdAt: new Date(0), score: 0, confidence: 0 }) as PointRow;
const rowsBetween = (after: number, upTo: number) =>
  Array.from({ length: Math.max(0, upTo - after) }, (_, index) => row(after + index + 1));
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** The rows of one call, whose reading can be held up at the moment that matters. */
class Rows {
  head: StreamHead = { id: CALL, status: 'live', epoch: 1, lastPosition: 0 };
  reads = 0;
  private held?: Promise<void>;
  private release: () => void = () => undefined;

  hold(): void {
    this.held = new Promise((resolve) => (this.release = resolve));
  }

  /** Lets go what waits; later reads do not wait. */
  letGo(): void {
    this.held = undefined;
    this.release();
  }

  heads = () => Promise.resolve([{ ...this.head }]);
  findById = () => Promise.resolve(undefined);

  points = async (_: string, after: number, upTo: number) => {
    this.reads += 1;
    await this.held;
    return rowsBetween(after, upTo);
  };

  snapshot = (_: string, after = 0) =>
    Promise.resolve({
      ...{ callId: CALL, epoch: this.head.epoch, status: this.head.status, lastPosition: this.head.lastPosition },
      points: rowsBetween(after, this.head.lastPosition),
      rolling: { agent: null, customer: null },
    });
}

describe('live streams whose moments coincide', () => {
  let rows: Rows;
  let streams: CallStreams;
  let sent: number[];
  let room: Set<string>;
  const rights = {
    isFresh: true,
    requireFresh: () => {
      if (!rights.isFresh) throw CoreErrors.unavailable.with();
    },
  };

  const socket = (id: string): Subscriber => ({
    id,
    connected: true,
    join: () => void room.add(id),
    leave: () => void room.delete(id),
  });

  beforeEach(() => {
    rows = new Rows();
    sent = [];
    room = new Set();
    rights.isFresh = true;
    const broadcast = {
      point: ({ position }: SentimentPoint) => void (room.size > 0 && sent.push(position)),
      completed: () => undefined,
      resync: () => void sent.push(0),
    };
    streams = new CallStreams(
      rows as unknown as CallsRepository,
      rows as unknown as TranscriptsService,
      broadcast as unknown as CallsBroadcast,
      rights as unknown as Revocations,
      new Logger(Config.from({ LOG_LEVEL: 'silent' })),
    );
  });

  it('send nothing of what was being read for those who left to those who came since', async () => {
    await streams.subscribe(socket('leaving'), { callId: CALL });
    rows.head.lastPosition = 5;
    rows.hold();
    streams.changed(CALL);
    for (let turns = 0; turns < 100 && rows.reads === 0; turns += 1) await turn();
    expect(rows.reads).toBe(1);
    room.delete('leaving');
    streams.leave('leaving');
    const { lastPosition } = await streams.subscribe(socket('coming'), { callId: CALL });
    rows.letGo();
    await turn();
    await turn();
    expect(lastPosition).toBe(5);
    expect([...room]).toEqual(['coming']);
    expect(sent).toEqual([]);
  });

  it('refuse a socket whose turn to subscribe comes when it is gone, and keep nothing of it', async () => {
    await expect(streams.subscribe({ ...socket('gone'), connected: false }, { callId: CALL })).rejects.toThrow();
    expect([...room]).toEqual([]);
    streams.changed(CALL);
    await turn();
    expect(rows.reads).toBe(0);
  });

  it('hold back what comes while nobody knows whose rights have ended, and lose nothing of it', async () => {
    await streams.subscribe(socket('one'), { callId: CALL });
    // A follower that is busy would read instead of sending at once.
    await turn();
    await turn();
    rights.isFresh = false;
    rows.head.lastPosition = 2;
    streams.take(CALL, 1, [{ position: 1 } as SentimentPoint]);
    streams.changed(CALL);
    await streams.compare();
    await turn();
    await expect(streams.subscribe(socket('two'), { callId: CALL })).rejects.toMatchObject({
      type: { code: 'unavailable' },
    });
    expect(sent).toEqual([]);
    rights.isFresh = true;
    await streams.compare();
    await turn();
    await turn();
    expect(sent).toEqual([1, 2]);
  });

  it('hold back what was being read when that became unknown', async () => {
    await streams.subscribe(socket('one'), { callId: CALL });
    rows.head.lastPosition = 2;
    rows.hold();
    streams.changed(CALL);
    for (let turns = 0; turns < 100 && rows.reads === 0; turns += 1) await turn();
    rights.isFresh = false;
    rows.letGo();
    await turn();
    expect(sent).toEqual([]);
    rights.isFresh = true;
    await streams.compare();
    await turn();
    await turn();
    expect(sent).toEqual([1, 2]);
  });

  it('bring the room to where a newcomer begins before the newcomer joins', async () => {
    await streams.subscribe(socket('first'), { callId: CALL });
    rows.head.lastPosition = 3;
    const snapshot = await streams.subscribe(socket('second'), { callId: CALL, after: 1 });
    expect(snapshot.points.map(({ position }) => position)).toEqual([2, 3]);
    expect(sent).toEqual([1, 2, 3]);
  });

  it('read once for many hints that come while they read', async () => {
    await streams.subscribe(socket('one'), { callId: CALL });
    rows.head.lastPosition = 4;
    for (let hint = 0; hint < 20; hint += 1) streams.changed(CALL);
    await turn();
    await turn();
    expect(sent).toEqual([1, 2, 3, 4]);
    expect(rows.reads).toBe(1);
  });

  it('are compared with their rows by one comparison at a time', async () => {
    await streams.subscribe(socket('one'), { callId: CALL });
    let asked = 0;
    let answer: (heads: StreamHead[]) => void = () => undefined;
    rows.heads = () => {
      asked += 1;
      return new Promise((resolve) => (answer = resolve));
    };
    const first = streams.compare();
    const second = streams.compare();
    await turn();
    expect(asked).toBe(1);
    answer([rows.head]);
    await Promise.all([first, second]);
    void streams.compare();
    expect(asked).toBe(2);
  });
});
