import { isFinal } from '../../../core/queues/control/job-transitions';
import { JobNews } from '../../../core/queues/job.events';
import { AppSocket } from '../../../core/realtime/realtime.sockets';
import { JobSender } from './job-sender';
import { JobState } from './streams.repository';

/** Between two messages of a job to one socket: a little more than a tenth of a second, since lines compress time. */
export const SPACING_MS = 110;

/** One socket that follows the job, or is about to. */
export interface Watcher {
  readonly socket: AppSocket;
  /** Subscriptions that are being answered: until the answer has left, nothing is sent. */
  answering: number;
  /** The last version that the socket was told; undefined until it was once answered. */
  sent?: number;
}

/** The part of the sender that a stream needs. */
export type StreamSender = Pick<JobSender, 'maySend' | 'progress' | 'finished' | 'deleted' | 'readsSlowly'>;

/**
 * One process's view of one job that sockets here follow. Of what changes faster than it may be sent, it keeps the newest;
 * a socket that does not read is sent that when it does.
 */
export class JobStream {
  private readonly watchers = new Map<string, Watcher>();
  private latest?: JobNews;
  private ended?: JobState;
  private sentAt = -Infinity;
  private timer?: NodeJS.Timeout;

  constructor(
    readonly jobId: string,
    private readonly sender: StreamSender,
    private readonly onLeave: (socketId: string) => void,
  ) {}

  get size(): number {
    return this.watchers.size;
  }

  /** The newest version heard of; undefined until somebody was answered. */
  get version(): number | undefined {
    return this.latest?.version;
  }

  has(socketId: string): boolean {
    return this.watchers.has(socketId);
  }

  /** Before the job is read, so that what changes meanwhile is not lost. */
  claim(socket: AppSocket): Watcher {
    const watcher = this.watchers.get(socket.id) ?? { socket, answering: 0 };
    watcher.answering += 1;
    this.watchers.set(socket.id, watcher);
    return watcher;
  }

  /**
   * The job was read and is being answered. One who is answered its end follows no longer, unless he came before that
   * became known here: then it is told him as well.
   */
  grant(watcher: Watcher, job: JobState): void {
    watcher.sent = job.version;
    const isNews = this.ended === undefined;
    this.take(job);
    if (isFinal(job.status) && isNews && this.isCurrent(watcher)) this.remove(watcher.socket.id);
    // The answer leaves before the next message does.
    setImmediate(() => {
      watcher.answering -= 1;
      this.flush();
    });
  }

  /** It could not be answered; what was granted before stays. */
  refuse(watcher: Watcher): void {
    watcher.answering -= 1;
    if (watcher.answering > 0 || !this.isCurrent(watcher)) return;
    if (watcher.sent === undefined) this.remove(watcher.socket.id);
    else this.flush();
  }

  remove(socketId: string): void {
    if (!this.watchers.delete(socketId)) return;
    if (this.watchers.size === 0) this.timer = void clearTimeout(this.timer);
    this.onLeave(socketId);
  }

  /** The job has changed; older news than what is known is nothing new. Its end is told from the row alone. */
  hear(job: JobNews): void {
    if (this.latest !== undefined && job.version <= this.latest.version) return;
    this.latest = job;
    this.ended = undefined;
    if (!isFinal(job.status)) this.flush();
  }

  /** The job as its row tells it, be it an end or not. */
  take(job: JobState): void {
    this.hear(job);
    if (!isFinal(job.status) || job.version !== this.latest?.version) return;
    this.ended = job;
    this.flush();
  }

  /** Postgres has lost what was told, as in a failover: the row counts. */
  rewind(job: JobState): void {
    this.latest = undefined;
    for (const watcher of this.watchers.values()) watcher.sent &&= job.version - 1;
    this.take(job);
  }

  /** The job is gone. */
  gone(): void {
    for (const { socket, sent } of [...this.watchers.values()]) {
      if (sent === undefined) continue;
      this.sender.deleted(socket, this.jobId);
      this.remove(socket.id);
    }
  }

  /** Sends what is new, now or when it may be sent. */
  flush(): void {
    if (this.timer !== undefined || this.latest === undefined) return;
    const wait = this.sentAt + SPACING_MS - performance.now();
    if (wait > 0) this.later(wait);
    else if (this.sender.maySend) this.deliver(this.latest);
  }

  private later(milliseconds: number): void {
    if (this.watchers.size === 0) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, milliseconds).unref();
  }

  private deliver(job: JobNews): void {
    const waiting = [...this.watchers.values()].filter((watcher) => this.isBehind(watcher, job));
    const [reading, slow] = partition(waiting, ({ socket }) => !this.sender.readsSlowly(socket));
    for (const watcher of reading) this.send(watcher, job);
    if (reading.length > 0) this.sentAt = performance.now();
    if (slow.length > 0) this.later(SPACING_MS);
  }

  private isBehind({ answering, sent }: Watcher, { version }: JobNews): boolean {
    if (answering > 0 || sent === undefined) return false;
    return this.ended !== undefined || sent < version;
  }

  private send(watcher: Watcher, job: JobNews): void {
    const { socket, sent } = watcher;
    if (sent === undefined || sent < job.version) this.sender.progress(socket, job);
    watcher.sent = job.version;
    if (this.ended === undefined) return;
    this.sender.finished(socket, this.ended);
    this.remove(socket.id);
  }

  private isCurrent(watcher: Watcher): boolean {
    return this.watchers.get(watcher.socket.id) === watcher;
  }
}

function partition<T>(all: T[], test: (one: T) => boolean): [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}
