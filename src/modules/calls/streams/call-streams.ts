import { Injectable } from '@nestjs/common';
import { Revocations } from '../../../core/access/rights/revocations';
import { Logger } from '../../../core/logging/logger';
import { AccessErrors } from '../../../core/errors/core-errors';
import { CallsBroadcast } from './calls.broadcast';
import { CallsRepository, StreamHead } from '../calls.repository';
import { callRoom, SentimentPoint } from '../calls.sockets';
import { StreamSnapshotDto, toPointDto } from '../dto/transcript.dto';
import { Follower } from './follower';
import { TranscriptsService } from '../transcripts.service';

/** A socket as far as following goes. */
export interface Subscriber {
  id: string;
  readonly connected: boolean;
  join(room: string): Promise<void> | void;
  leave(room: string): Promise<void> | void;
}

/**
 * Live streams: every process sends its own subscribers each point once, in order, without gaps. Events of this process
 * and hints of the others only say that there is something new; whatever they miss is read from the rows, at the latest
 * when the streams are next compared with them.
 */
@Injectable()
export class CallStreams {
  private readonly followers = new Map<string, Follower>();
  private comparing = false;

  constructor(
    private readonly calls: CallsRepository,
    private readonly transcripts: TranscriptsService,
    private readonly broadcast: CallsBroadcast,
    private readonly revocations: Revocations,
    private readonly logger: Logger,
  ) {}

  /** Joins the socket to the call's room; answers everything after `after`, exactly up to where the room stands. */
  async subscribe(
    socket: Subscriber,
    request: { callId: string; after?: number; epoch?: number },
  ): Promise<StreamSnapshotDto> {
    // Its turn may come when it has lost its rights; nobody would drop it a second time.
    if (!socket.connected) throw AccessErrors.required.with();
    const follower = this.followers.get(request.callId) ?? new Follower(request.callId);
    this.followers.set(request.callId, follower);
    follower.claim(socket.id);
    try {
      // Read before its turn comes, so that a long transcript does not hold up those who follow the call already.
      const bulk = await this.read(request.callId, request.after, request.epoch);
      return await this.admit(follower, socket, bulk);
    } catch (error) {
      follower.unclaim(socket.id);
      this.dropIfIdle(follower);
      throw error;
    }
  }

  async unsubscribe(socket: Subscriber, callId: string): Promise<{ callId: string }> {
    // Forgotten at once, so that a subscription that is sent right behind is not undone.
    const follower = this.followers.get(callId);
    if (follower) this.forget(follower, socket.id);
    await socket.leave(callRoom(callId));
    return { callId };
  }

  /** Drops a socket that is gone from everything it followed. */
  leave(socketId: string): void {
    for (const follower of this.followers.values()) this.forget(follower, socketId);
  }

  /** Compares every followed call with its row and sends what is missing. */
  async compare(): Promise<void> {
    const followed = [...this.followers.values()].filter(({ gone, cursor }) => !gone && cursor !== undefined);
    if (followed.length === 0 || this.comparing) return;
    this.comparing = true;
    try {
      const heads = new Map(
        (await this.calls.heads(followed.map(({ callId }) => callId))).map((head) => [head.id, head]),
      );
      for (const follower of followed) {
        if (this.isBehind(follower, heads.get(follower.callId))) this.catchUp(follower);
      }
    } catch (error) {
      this.logger.warn('live streams could not be compared with their rows', { error });
    } finally {
      this.comparing = false;
    }
  }

  /** New points of a call, in order: sent at once when they are just the next ones; else what is missing is read. */
  take(callId: string, epoch: number, points: SentimentPoint[]): void {
    const follower = this.followers.get(callId);
    if (follower === undefined || !this.revocations.isFresh) return;
    const next = follower.cursor === undefined ? undefined : follower.cursor + 1;
    if (follower.idle && follower.epoch === epoch && points[0]?.position === next) this.send(follower, points);
    else this.catchUp(follower);
  }

  /** Something about a call is new; what, is read. */
  changed(callId: string): void {
    const follower = this.followers.get(callId);
    if (follower) this.catchUp(follower);
  }

  private catchUp(follower: Follower): void {
    if (follower.catchUpQueued || !this.revocations.isFresh) return;
    follower.catchUpQueued = true;
    follower
      .enqueue(async () => {
        follower.catchUpQueued = false;
        const [head] = await this.calls.heads([follower.callId]);
        await this.advance(follower, head);
      })
      .catch((error: Error) =>
        this.logger.warn('a live stream could not catch up', { callId: follower.callId, error }),
      );
  }

  private admit(follower: Follower, socket: Subscriber, bulk: StreamSnapshotDto): Promise<StreamSnapshotDto> {
    return new Promise((resolve, reject) => {
      void follower.enqueue(async () => {
        await this.handOver(follower, socket, bulk).then(resolve, reject);
        // The answer leaves before the next point does.
        await new Promise(setImmediate);
      });
    });
  }

  /** The snapshot; one who is ahead of the rows holds points that Postgres lost, and is answered everything. */
  private async read(callId: string, after?: number | null, epoch?: number | null): Promise<StreamSnapshotDto> {
    const snapshot = await this.transcripts.snapshot(callId, after, epoch);
    return (after ?? 0) > snapshot.lastPosition ? this.transcripts.snapshot(callId) : snapshot;
  }

  /** Completes the snapshot to where the row stands now, brings the room there, and lets the socket in. */
  private async handOver(follower: Follower, socket: Subscriber, bulk: StreamSnapshotDto): Promise<StreamSnapshotDto> {
    const { callId } = bulk;
    const rest = await this.read(callId, bulk.lastPosition, bulk.epoch);
    const continues = rest.epoch === bulk.epoch && rest.lastPosition >= bulk.lastPosition;
    const snapshot = continues ? { ...rest, points: [...bulk.points, ...rest.points] } : rest;
    if (follower.cursor !== undefined) await this.advance(follower, { ...snapshot, id: callId });
    follower.cursor = snapshot.lastPosition;
    follower.epoch = snapshot.epoch;
    follower.completed = snapshot.status === 'completed';
    if (follower.sockets.has(socket.id)) await socket.join(callRoom(callId));
    return snapshot;
  }

  /** Brings the room to where the row stands: missing points, then the end of the call; or tells that all is void. */
  private async advance(follower: Follower, head: StreamHead | undefined): Promise<void> {
    const { callId, cursor } = follower;
    if (cursor === undefined || !this.mayGoOn(follower) || !this.isBehind(follower, head)) return;
    // A position that went back means that Postgres lost rows which were sent, as in a failover.
    if (head === undefined || head.epoch !== follower.epoch || head.lastPosition < cursor) {
      this.voided(follower, head);
      return;
    }
    const rows = await this.calls.points(callId, cursor, head.lastPosition);
    if (!this.mayGoOn(follower)) return;
    this.send(
      follower,
      rows.map((row) => toPointDto(callId, head.epoch, row)),
    );
    if (head.status === 'completed' && !follower.completed) {
      const call = await this.calls.findById(callId);
      if (call === undefined || !this.mayGoOn(follower)) return;
      follower.completed = true;
      this.broadcast.completed(call);
    }
  }

  private voided(follower: Follower, head: StreamHead | undefined): void {
    this.broadcast.resync(follower.callId, head?.epoch ?? follower.epoch + 1);
    follower.epoch = head?.epoch ?? follower.epoch + 1;
    follower.cursor = head?.lastPosition ?? follower.cursor;
    follower.completed = head === undefined || head.status === 'completed';
    follower.gone = head === undefined;
  }

  private send(follower: Follower, points: SentimentPoint[]): void {
    for (const point of points) this.broadcast.point(point);
    follower.cursor = points.at(-1)?.position ?? follower.cursor;
  }

  /**
   * Throws unavailable while it cannot be known who of the room may still hear it: the rows stay, and the first comparison
   * afterwards reads what was held back.
   */
  private mayGoOn(follower: Follower): boolean {
    this.revocations.requireFresh();
    return this.isCurrent(follower);
  }

  /** Whether it is still the one that serves the room: all its sockets may have left while it was reading. */
  private isCurrent(follower: Follower): boolean {
    return this.followers.get(follower.callId) === follower;
  }

  private isBehind({ cursor, epoch, completed, gone }: Follower, head: StreamHead | undefined): boolean {
    if (head === undefined) return !gone;
    return head.epoch !== epoch || head.lastPosition !== cursor || (head.status === 'completed' && !completed);
  }

  private forget(follower: Follower, socketId: string): void {
    follower.sockets.delete(socketId);
    this.dropIfIdle(follower);
  }

  private dropIfIdle(follower: Follower): void {
    if (follower.sockets.size === 0 && this.isCurrent(follower)) this.followers.delete(follower.callId);
  }
}
