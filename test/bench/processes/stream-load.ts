import { Agent, request } from 'node:http';
import { io, Socket } from 'socket.io-client';
import { answerAsks } from '../support/asks';
import { quantile } from '../support/statistics';
import { utterances } from '../support/utterances';

export interface StreamTarget {
  name: string;
  url: string;
  /** Path of the POST. */
  path: string;
  token: string;
  callId: string;
  subscribers: number;
}

export interface StreamOrder {
  name: string;
  perSecond: number;
  seconds: number;
}

export interface StreamRound {
  p50: number;
  p99: number;
  max: number;
  deliveriesPerSecond: number;
  deliveries: number;
  lost: number;
  outOfOrder: number;
  failedPosts: number;
  /** Milliseconds by which the latest POST missed its time. */
  late: number;
}

interface Point {
  seq: number;
  position: number;
}

const CONNECTING_AT_ONCE = 20;
/** Events count as lost when none arrives for this long. */
const SILENCE_MS = 5_000;

/** 200 subscribers of one stream and the sender of its utterances: one process, so that one clock times both. */
class Stream {
  private agent = new Agent();
  private readonly sockets: Socket[] = [];
  private sentAt = new Float64Array();
  private latencies = new Float64Array();
  private received = 0;
  private outOfOrder = 0;
  private failedPosts = 0;
  private firstSeq = 1;

  constructor(private readonly target: StreamTarget) {}

  async connect(): Promise<void> {
    for (let made = 0; made < this.target.subscribers; made += CONNECTING_AT_ONCE) {
      const count = Math.min(CONNECTING_AT_ONCE, this.target.subscribers - made);
      await Promise.all(Array.from({ length: count }, () => this.subscribe()));
    }
  }

  /** Sends at fixed times, whether or not anything was answered yet. */
  async run({ perSecond, seconds }: StreamOrder): Promise<StreamRound> {
    const count = perSecond * seconds;
    const expected = count * this.sockets.length;
    this.sentAt = new Float64Array(count);
    this.latencies = new Float64Array(expected);
    this.received = this.outOfOrder = this.failedPosts = 0;
    // A connection kept from the round before may be one that the server is just closing.
    this.agent = new Agent({ keepAlive: true, maxSockets: 64 });
    const started = performance.now();
    const late = await this.sendAll(count, 1000 / perSecond, started);
    await this.settled(expected);
    const elapsed = (performance.now() - started) / 1000;
    this.firstSeq += count;
    this.agent.destroy();
    const sorted = this.latencies.subarray(0, this.received).sort();
    return {
      ...{ p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: sorted.at(-1) ?? NaN, late },
      ...{ deliveriesPerSecond: this.received / elapsed, deliveries: this.received, lost: expected - this.received },
      ...{ outOfOrder: this.outOfOrder, failedPosts: this.failedPosts },
    };
  }

  disconnect(): void {
    this.sockets.forEach((socket) => socket.disconnect());
  }

  private async sendAll(count: number, intervalMs: number, started: number): Promise<number> {
    let late = 0;
    for (let index = 0; index < count; index += 1) {
      const due = started + index * intervalMs;
      const wait = due - performance.now();
      if (wait > 0) await pause(wait);
      late = Math.max(late, performance.now() - due);
      this.send(index);
    }
    return late;
  }

  private async settled(expected: number): Promise<void> {
    let [seen, since] = [-1, 0];
    while (this.received < expected) {
      if (this.received !== seen) [seen, since] = [this.received, performance.now()];
      else if (performance.now() - since > SILENCE_MS) return;
      await pause(10);
    }
  }

  private send(index: number): void {
    const body = JSON.stringify({ utterances: utterances(this.firstSeq + index, 1) });
    const { url, path, token } = this.target;
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${token}`,
    };
    this.sentAt[index] = performance.now();
    const sent = request(url + path, { method: 'POST', agent: this.agent, headers }, (response) => {
      if (response.statusCode !== 200) this.failedPosts += 1;
      response.resume();
    });
    sent.on('error', () => (this.failedPosts += 1));
    sent.end(body);
  }

  private async subscribe(): Promise<void> {
    const { url, token, callId } = this.target;
    const socket = io(`${url}/calls`, { transports: ['websocket'], forceNew: true, auth: { token } });
    this.sockets.push(socket);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    const answer = (await socket.emitWithAck('subscribe', { callId })) as {
      ok: boolean;
      data: { lastPosition: number };
    };
    if (!answer.ok) throw new Error(`subscribe was refused: ${JSON.stringify(answer)}`);
    let last = answer.data.lastPosition;
    socket.on('sentiment_update', ({ seq, position }: Point) => {
      this.latencies[this.received] = performance.now() - (this.sentAt[seq - this.firstSeq] ?? NaN);
      this.received += 1;
      if (position !== last + 1) this.outOfOrder += 1;
      last = position;
    });
  }
}

const streams = new Map<string, Stream>();

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

answerAsks({
  connect: async (target: StreamTarget) => {
    const stream = new Stream(target);
    streams.set(target.name, stream);
    await stream.connect();
  },
  run: (order: StreamOrder) => streams.get(order.name)?.run(order),
  disconnect: () => streams.forEach((stream) => stream.disconnect()),
});
