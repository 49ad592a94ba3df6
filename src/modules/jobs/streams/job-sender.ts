import { Injectable } from '@nestjs/common';
import { Revocations } from '../../../core/access/rights/revocations';
import { JobNews } from '../../../core/queues/job.events';
import { RealtimeServer } from '../../../core/realtime/realtime-server';
import { AppSocket, personalRoom } from '../../../core/realtime/realtime.sockets';
import { readsSlowly } from '../../../core/realtime/socket-turns';
import { JOBS_NAMESPACE, JobsServerEvents } from '../jobs.sockets';
import { toFinished, toProgressed } from './messages';
import { JobState } from './streams.repository';

/** Longer than any look at the rows reaches back. */
const REMEMBERED_MS = 120_000;

/** What this process sends to its own sockets of `/jobs`; every process sends to its own. */
@Injectable()
export class JobSender {
  /** Of which ends each socket was told, and when. */
  private readonly told = new WeakMap<AppSocket, Map<string, number>>();

  constructor(
    private readonly realtime: RealtimeServer,
    private readonly revocations: Revocations,
  ) {}

  /** False while it cannot be known who may still hear anything. */
  get maySend(): boolean {
    return this.revocations.isFresh;
  }

  progress(socket: AppSocket, job: JobNews): void {
    this.namespace.send(socket, 'job_progress', toProgressed(job));
  }

  /** Tells a socket the end of a job, unless it was told. */
  finished(socket: AppSocket, job: JobState): void {
    if (this.wasTold(socket, job)) return;
    const told = this.told.get(socket) ?? new Map<string, number>();
    this.told.set(socket, told.set(endOf(job), performance.now()));
    this.namespace.send(socket, 'job_finished', toFinished(job));
  }

  deleted(socket: AppSocket, jobId: string): void {
    this.namespace.send(socket, 'job_deleted', { jobId });
  }

  /** Whether the socket was told of that end; a job that is run again has another. */
  wasTold(socket: AppSocket, end: { id: string; version: number }): boolean {
    return this.told.get(socket)?.has(endOf(end)) ?? false;
  }

  readsSlowly(socket: AppSocket): boolean {
    return readsSlowly(socket);
  }

  /** The sockets here through which the owner of jobs may hear of them, or all owners. */
  ownSockets(ownerId?: string): AppSocket[] {
    const sockets = this.namespace.localSockets(ownerId === undefined ? undefined : personalRoom(ownerId));
    return sockets.filter(({ connected, data }) => connected && data.principal.permissions.has('jobs.own'));
  }

  forgetOld(): void {
    const now = performance.now();
    for (const socket of this.ownSockets()) {
      const told = this.told.get(socket) ?? new Map<string, number>();
      for (const [end, at] of told) if (now - at > REMEMBERED_MS) told.delete(end);
    }
  }

  private get namespace() {
    return this.realtime.namespace<JobsServerEvents>(JOBS_NAMESPACE);
  }
}

function endOf({ id, version }: { id: string; version: number }): string {
  return `${id} ${version}`;
}
