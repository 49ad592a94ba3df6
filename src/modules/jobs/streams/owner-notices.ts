import { Injectable } from '@nestjs/common';
import { isFinal } from '../../../core/queues/control/job-transitions';
import { AppSocket } from '../../../core/realtime/realtime.sockets';
import { JobSender } from './job-sender';
import { JobStreams } from './job-streams';
import { JobEnd, JobState, JobStreamsRepository } from './streams.repository';

/** A row may be seen so much later than the time it tells: no statement of a request or a worker's end takes longer. */
const OVERLAP_MS = 15_000;
/** Nor does a look reach back further, however long the one before is ago or a client does not read. */
const LONGEST_LOOK_MS = 60_000;
/** How long an end takes to be visible, as far as it matters to a socket that connects at that moment. */
const TOLERANCE_MS = 1_000;
const READ_AT_ONCE = 200;

/** Tells owners the ends of their jobs, on all their sockets of this process, whatever these follow. */
@Injectable()
export class OwnerNotices {
  private lookedAt = performance.now();

  constructor(
    private readonly repository: JobStreamsRepository,
    private readonly streams: JobStreams,
    private readonly sender: JobSender,
  ) {}

  isHere(ownerId: string | null): boolean {
    return ownerId !== null && this.sender.ownSockets(ownerId).length > 0;
  }

  /** Tells all that are to be told now. */
  tell(job: JobState, connectedBefore = Infinity): void {
    if (job.createdBy === null || !this.sender.maySend) return;
    for (const socket of this.untold(job, job.createdBy, connectedBefore)) {
      if (!this.sender.readsSlowly(socket)) this.sender.finished(socket, job);
    }
  }

  /** Reads which jobs of owners who are here have ended lately, and tells those who were not told. */
  async compare(): Promise<void> {
    const begun = performance.now();
    const owners = [...new Set(this.sender.ownSockets().map(({ data }) => data.principal.userId))];
    const isHeldBack = owners.length > 0 && (await this.tellEnds(owners, begun));
    if (!isHeldBack) this.lookedAt = begun;
    this.sender.forgetOld();
  }

  /** Answers whether somebody could not be told, since he does not read. */
  private async tellEnds(owners: string[], begun: number): Promise<boolean> {
    const window = Math.min(LONGEST_LOOK_MS, begun - this.lookedAt + OVERLAP_MS);
    const ends = await this.repository.endsOf(owners, window / 1_000);
    const seen = performance.now();
    const until = new Map(ends.map((end) => [end.id, seen - end.agoMs + TOLERANCE_MS]));
    const missing = ends.filter((end) => this.untold(end, end.createdBy, until.get(end.id)).length > 0);
    for (let from = 0; from < missing.length; from += READ_AT_ONCE) {
      const ids = missing.slice(from, from + READ_AT_ONCE).map(({ id }) => id);
      for (const job of await this.repository.states(ids)) {
        if (isFinal(job.status)) this.tell(job, until.get(job.id));
      }
    }
    return missing.some((end) => this.untold(end, end.createdBy, until.get(end.id)).length > 0);
  }

  /** Those who follow the job are told by its stream, in its order. */
  private untold(end: Pick<JobEnd, 'id' | 'version'>, ownerId: string, connectedBefore = Infinity): AppSocket[] {
    return this.sender
      .ownSockets(ownerId)
      .filter((socket) => socket.data.askedAt <= connectedBefore && !this.sender.wasTold(socket, end))
      .filter((socket) => !this.streams.isFollowed(end.id, socket.id));
  }
}
