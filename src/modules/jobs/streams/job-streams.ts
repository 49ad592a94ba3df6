import { Injectable } from '@nestjs/common';
import { Principal } from '../../../core/access/principal';
import { Revocations } from '../../../core/access/rights/revocations';
import { AccessErrors } from '../../../core/errors/core-errors';
import { JobNews } from '../../../core/queues/job.events';
import { AppSocket } from '../../../core/realtime/realtime.sockets';
import { SocketTurns } from '../../../core/realtime/socket-turns';
import { JobErrors } from '../jobs.errors';
import { JobSnapshot } from '../jobs.sockets';
import { JobSender } from './job-sender';
import { JobStream, Watcher } from './job-stream';
import { toSnapshot } from './messages';
import { JobStreamErrors } from './streams.errors';
import { JobState, JobStreamsRepository } from './streams.repository';

const MAX_JOBS_OF_SOCKET = 100;

/** The jobs that sockets of this process follow, and who follows what. */
@Injectable()
export class JobStreams {
  private readonly streams = new Map<string, JobStream>();
  /** By id of the socket. */
  private readonly followed = new Map<string, Set<string>>();
  private readonly turns = new SocketTurns();

  constructor(
    private readonly repository: JobStreamsRepository,
    private readonly sender: JobSender,
    private readonly revocations: Revocations,
  ) {}

  /**
   * Answers where the job stands; from there on the socket is told. Throws jobs.not_found also for what is not the
   * caller's, jobs.too_many_subscriptions, socket.slow_reader.
   */
  async subscribe(socket: AppSocket, jobId: string): Promise<JobSnapshot> {
    const stream = this.streams.get(jobId) ?? this.open(jobId);
    const watcher = this.claim(stream, socket);
    try {
      return toSnapshot(await this.turns.run(socket, () => this.admit(stream, watcher)));
    } catch (error) {
      stream.refuse(watcher);
      throw error;
    }
  }

  unsubscribe(socket: AppSocket, jobId: string): { jobId: string } {
    this.streams.get(jobId)?.remove(socket.id);
    return { jobId };
  }

  /** Drops a socket that is gone from everything it followed. */
  leave(socketId: string): void {
    for (const jobId of [...(this.followed.get(socketId) ?? [])]) this.streams.get(jobId)?.remove(socketId);
  }

  isFollowed(jobId: string, socketId?: string): boolean {
    const stream = this.streams.get(jobId);
    return stream !== undefined && (socketId === undefined || stream.has(socketId));
  }

  /** News of a job that has not ended. */
  hear(job: JobNews): void {
    this.streams.get(job.id)?.hear(job);
  }

  /** A job as it was just read. */
  take(job: JobState): void {
    this.streams.get(job.id)?.take(job);
  }

  /** Compares every followed job with its row, and sends what is missing or was held back. */
  async compare(): Promise<void> {
    const known = [...this.streams.values()].flatMap((stream) =>
      stream.version === undefined ? [] : [{ stream, version: stream.version }],
    );
    if (known.length === 0) return;
    const states = await this.repository.states(known.map(({ stream }) => stream.jobId));
    const byId = new Map(states.map((state) => [state.id, state]));
    for (const { stream, version } of known) {
      const state = byId.get(stream.jobId);
      if (state === undefined) stream.gone();
      else if (state.version < version) stream.rewind(state);
      else stream.take(state);
      stream.flush();
    }
  }

  private open(jobId: string): JobStream {
    const stream = new JobStream(jobId, this.sender, (socketId) => this.left(stream, socketId));
    this.streams.set(jobId, stream);
    return stream;
  }

  private claim(stream: JobStream, socket: AppSocket): Watcher {
    const followed = this.followed.get(socket.id) ?? new Set();
    if (followed.size >= MAX_JOBS_OF_SOCKET && !followed.has(stream.jobId)) {
      if (stream.size === 0) this.streams.delete(stream.jobId);
      throw JobStreamErrors.tooMany.with(`A socket follows at most ${MAX_JOBS_OF_SOCKET} jobs; unsubscribe from some.`);
    }
    this.followed.set(socket.id, followed.add(stream.jobId));
    return stream.claim(socket);
  }

  private async admit(stream: JobStream, watcher: Watcher): Promise<JobState> {
    const { socket } = watcher;
    // Its turn may come when it has lost its rights; nobody would drop it a second time.
    if (!socket.connected) throw AccessErrors.required.with();
    this.revocations.requireFresh();
    const job = await this.repository.state(stream.jobId);
    if (job === undefined || !mayFollow(socket.data.principal, job)) throw JobErrors.notFound.with();
    stream.grant(watcher, job);
    return job;
  }

  private left({ jobId, size }: JobStream, socketId: string): void {
    const followed = this.followed.get(socketId);
    followed?.delete(jobId);
    if (followed?.size === 0) this.followed.delete(socketId);
    if (size === 0) this.streams.delete(jobId);
  }
}

function mayFollow({ userId, permissions }: Principal, { createdBy }: JobState): boolean {
  return createdBy === userId || permissions.has('jobs.manage');
}
