import { Injectable, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Revocations } from '../access/rights/revocations';
import { Config } from '../config/config';
import { Logger } from '../logging/logger';
import { HandshakeGate } from './handshake-gate';

const LOOK_EVERY_MS = 500;
const CLOSE_GRACE_MS = 1_000;

/**
 * Gives up the sockets when this process has not known for long whose rights have ended.
 *
 * While Postgres restarts nobody's rights can end, so sockets stay: their events are refused, and the streams are held
 * back, as soon as what is known is 5 s old. After SOCKET_STALE_MS this process alone may be cut off; then the transports
 * are closed, which makes default clients come back by themselves, to this process or to one that knows.
 */
@Injectable()
export class StaleSockets implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly revocations: Revocations,
    private readonly gate: HandshakeGate,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const connections = this.gate.connections.size;
    if (connections === 0 || this.revocations.ageMs <= this.config.get('SOCKET_STALE_MS')) return;
    this.logger.warn('sockets closed because it cannot be known whose rights have ended', { connections });
    void this.gate.closeAll(CLOSE_GRACE_MS);
  }
}
