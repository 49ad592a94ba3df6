import { inspect } from 'node:util';
import { io, Socket } from 'socket.io-client';
import { Ack, PayloadOf } from '../../src/core/realtime/realtime.sockets';
import { JobsClientEvents, JobSnapshot, JobsServerEvents } from '../../src/modules/jobs/jobs.sockets';
import { dataOf } from './call-socket';
import { deadline, waitFor } from './wait-for';

type Sent<E extends keyof JobsServerEvents> = PayloadOf<JobsServerEvents, E>;
type Received = {
  [E in keyof JobsServerEvents]: { event: E; payload: Sent<E>; atMs: number };
}[keyof JobsServerEvents];

const opened = new Set<JobSocket>();
const SERVER_EVENTS = ['job_progress', 'job_finished', 'job_deleted'] as const;

/** A client of `/jobs` that keeps everything in the order of arrival. */
export class JobSocket {
  /** Everything pushed, in order. */
  readonly pushed: Received[] = [];

  private constructor(readonly socket: Socket) {
    for (const event of SERVER_EVENTS) {
      socket.on(event, (payload: Received['payload']) => {
        this.pushed.push({ event, payload, atMs: performance.now() } as Received);
      });
    }
    opened.add(this);
  }

  /** Connects with an access token, or a key; nothing reconnects by itself. */
  static async connect(url: string, auth: { token: string } | { apiKey: string }): Promise<JobSocket> {
    const client = new JobSocket(
      io(`${url}/jobs`, { auth, forceNew: true, reconnection: false, transports: ['websocket'] }),
    );
    const connected = new Promise<void>((resolve, reject) => {
      client.socket.once('connection_established', resolve);
      client.socket.once('connect_error', reject);
    });
    await deadline('the connection to /jobs', connected);
    return client;
  }

  ask<E extends keyof JobsClientEvents>(event: E, payload: unknown): Promise<Ack<JobsClientEvents[E]['data']>> {
    const ack = new Promise<Ack<JobsClientEvents[E]['data']>>((resolve) => this.socket.emit(event, payload, resolve));
    return deadline(`the ack of ${event}`, ack, 10_000, () => inspect(this.pushed.slice(-20), { depth: 4 }));
  }

  async subscribe(jobId: string): Promise<JobSnapshot> {
    return dataOf(await this.ask('subscribe', { jobId }));
  }

  /** What was pushed of a job, in order. */
  of(jobId: string): Received[] {
    return this.pushed.filter(({ payload }) => payload.jobId === jobId);
  }

  sent<E extends keyof JobsServerEvents>(event: E, jobId: string): Sent<E>[] {
    return this.of(jobId)
      .filter((one) => one.event === event)
      .map(({ payload }) => payload as Sent<E>);
  }

  versions(jobId: string): number[] {
    return this.sent('job_progress', jobId).map(({ version }) => version);
  }

  /** Waits until there are that many of the event, and answers their payloads. */
  async events<E extends keyof JobsServerEvents>(event: E, jobId: string, count = 1): Promise<Sent<E>[]> {
    const seen = () => this.sent(event, jobId);
    return waitFor(`${count} of ${event}`, seen, 10_000, ({ length }) => length >= count);
  }

  /** Waits until the version was pushed. */
  async reaches(jobId: string, version: number): Promise<void> {
    await waitFor(
      `version ${version}`,
      () => this.versions(jobId),
      10_000,
      (seen) => seen.includes(version),
    );
  }

  /** What the server sent before now has arrived when this resolves. */
  async settle(): Promise<void> {
    await deadline('the ack of ping', new Promise((resolve) => this.socket.emit('ping', null, resolve)));
  }
}

/** For afterEach. */
export function closeJobSockets(): void {
  opened.forEach(({ socket }) => socket.disconnect());
  opened.clear();
}
