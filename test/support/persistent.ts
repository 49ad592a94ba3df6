import { CallSocket, upTo } from './call-socket';
import { ProblemBody, RestClient } from './rest-client';
import { utterance } from './samples';
import { deadline } from './wait-for';

/** What a request was answered while something was broken. */
export interface Refusal {
  status: number;
  code: string;
  contentType: string | null;
  retryAfter: string | null;
}

const PAUSE_MS = 50;
const started = new Set<PersistentSender | PersistentFollower>();
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** Appends utterances one after another, whatever happens to the servers: each is sent again until it is acknowledged. */
export class PersistentSender {
  /** Seqs in the order of their acknowledgements. */
  readonly acknowledged: number[] = [];
  readonly refusals: Refusal[] = [];
  /** Requests that got no answer: the connection broke, or there was none. */
  unanswered = 0;
  slowestMs = 0;
  private stopped = false;
  private givenUp = false;
  private work?: Promise<void>;

  /** @param server who to send the next request to */
  constructor(
    readonly callId: string,
    private readonly server: () => RestClient,
    private readonly seqs: Iterator<number>,
  ) {}

  start(): this {
    started.add(this);
    this.work = this.run();
    return this;
  }

  /** Lets the utterance under way be acknowledged, and ends. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.finish();
  }

  /** Also the utterance under way is not sent again. */
  giveUp(): void {
    this.stopped = this.givenUp = true;
  }

  /** Waits until all are acknowledged. */
  async finish(timeoutMs = 40_000): Promise<void> {
    const seen = () => `${this.acknowledged.length} acknowledged, refused: ${JSON.stringify(this.refusals.slice(-3))}`;
    await deadline('the sender to finish', this.work ?? Promise.resolve(), timeoutMs, seen);
  }

  private async run(): Promise<void> {
    for (let next = this.seqs.next(); !next.done && !this.stopped; next = this.seqs.next()) {
      while (!(await this.deliver(next.value))) {
        if (this.givenUp) return;
        await pause();
      }
      this.acknowledged.push(next.value);
    }
  }

  private async deliver(seq: number): Promise<boolean> {
    const begun = performance.now();
    try {
      const answer = await this.server().post<ProblemBody>(
        `/calls/${this.callId}/utterances`,
        { utterances: [utterance(seq)] },
        { timeoutMs: 60_000 },
      );
      if (answer.status === 200) return true;
      this.refusals.push({
        status: answer.status,
        code: answer.body.code,
        contentType: answer.headers.get('content-type'),
        retryAfter: answer.headers.get('retry-after'),
      });
    } catch {
      this.unanswered += 1;
    } finally {
      this.slowestMs = Math.max(this.slowestMs, performance.now() - begun);
    }
    return false;
  }
}

/** Follows a call as a client should: when it loses its server, it goes on at another after the position it holds. */
export class PersistentFollower {
  private readonly earlier: number[] = [];
  private socket?: CallSocket;
  private stopped = false;
  private work?: Promise<void>;

  constructor(
    private readonly callId: string,
    private readonly server: () => string,
    private readonly token: string,
  ) {}

  start(): this {
    started.add(this);
    this.work = this.run();
    return this;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.socket?.close();
    await deadline('the follower to end', this.work ?? Promise.resolve(), 30_000);
  }

  giveUp(): void {
    this.stopped = true;
  }

  /** Every position seen, over all connections, in order. */
  get positions(): number[] {
    return [...this.earlier, ...(this.socket?.positions(this.callId) ?? [])];
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.followOnce();
      } catch {
        await pause();
      }
    }
  }

  private async followOnce(): Promise<void> {
    const socket = await CallSocket.connect(this.server(), this.token);
    const ended = new Promise((resolve) => socket.socket.once('disconnect', resolve));
    this.socket = socket;
    try {
      await socket.subscribe(this.callId, { after: this.earlier.at(-1) ?? 0 });
      await ended;
    } finally {
      this.earlier.push(...socket.positions(this.callId));
      this.socket = undefined;
      socket.close();
    }
  }
}

/** For afterEach: ends what a failed test left running. */
export async function stopPersistent(): Promise<void> {
  const running = [...started];
  started.clear();
  for (const one of running) one.giveUp();
  await Promise.allSettled(running.map((one) => one.stop()));
}

export function seqsFrom(first: number, last = Number.MAX_SAFE_INTEGER): Iterator<number> {
  return (function* () {
    for (let seq = first; seq <= last; seq += 1) yield seq;
  })();
}

export function seqsUpTo(last: number): Iterator<number> {
  return upTo(last).values();
}
