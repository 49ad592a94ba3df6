import { Injectable } from '@nestjs/common';

/** Whether this process takes new work. Set at the first sign of stopping, read by readiness, handshakes and answers. */
@Injectable()
export class Lifecycle {
  private stopping = false;

  get draining(): boolean {
    return this.stopping;
  }

  /** From now on: not ready, no new sockets, connections closed after their answer. */
  drain(): void {
    this.stopping = true;
  }
}
