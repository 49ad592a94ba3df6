import { Injectable, OnModuleInit } from '@nestjs/common';
import { Ended } from '../access/rights/revocations.repository';
import { Revocations } from '../access/rights/revocations';
import { AppError } from '../errors/app-error';
import { AccessErrors } from '../errors/core-errors';
import { AppSocket } from './realtime.sockets';
import { endSocket } from './socket-sending';

/** Longer than any handshake takes. */
const REMEMBERED_MS = 60_000;

/** Closes the sockets of this process, in every namespace, whose session or key has ended. */
@Injectable()
export class SocketRights implements OnModuleInit {
  private readonly sockets = new Set<AppSocket>();
  /** Users whose keys were ended lately, and when that was heard. */
  private readonly users = new Map<string, number>();

  constructor(private readonly revocations: Revocations) {}

  onModuleInit(): void {
    this.revocations.onEnd((ended) => this.end(ended));
  }

  /**
   * Watches a socket that has just joined its namespace. False when its rights ended while its handshake was on its way:
   * then it is closed again.
   */
  watch(socket: AppSocket): boolean {
    const { principal, askedAt } = socket.data;
    const userEndedAt = this.users.get(principal.userId) ?? -Infinity;
    const wasEnded =
      this.revocations.hasEnded(principal.credential.id) ||
      (principal.credential.kind === 'key' && userEndedAt >= askedAt);
    if (wasEnded) endSocket(socket, ended());
    else this.sockets.add(socket);
    return !wasEnded;
  }

  release(socket: AppSocket): void {
    this.sockets.delete(socket);
  }

  private end(news: Ended[]): void {
    const credentials = new Set(news.filter(({ kind }) => kind !== 'user').map(({ id }) => id));
    const users = new Set(news.filter(({ kind }) => kind === 'user').map(({ id }) => id));
    this.remember(users);
    for (const socket of this.sockets) {
      const { credential, userId } = socket.data.principal;
      if (credentials.has(credential.id) || (credential.kind === 'key' && users.has(userId)))
        endSocket(socket, ended());
    }
  }

  private remember(users: Set<string>): void {
    const now = performance.now();
    for (const [id, at] of this.users) if (now - at > REMEMBERED_MS) this.users.delete(id);
    for (const id of users) this.users.set(id, now);
  }
}

function ended(): AppError {
  return AccessErrors.invalid.with('This session or key has ended; sign in again.');
}
