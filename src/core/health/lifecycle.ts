import { Injectable } from '@nestjs/common';

type Work = () => Promise<void>;

/** Whether this process takes new work. Set at the first sign of stopping, read by readiness, handshakes and answers. */
@Injectable()
export class Lifecycle {
  private readonly works: Work[] = [];
  private drained?: Promise<void>;

  get draining(): boolean {
    return this.drained !== undefined;
  }

  /** Begun at the first sign of stopping, and waited for before anything is let go. */
  onDrain(work: Work): void {
    this.works.push(work);
  }

  /**
   * From now on: not ready, no new sockets, connections closed after their answer, no new jobs. Resolves when the jobs that
   * run have ended or are handed back.
   */
  drain(): Promise<void> {
    return (this.drained ??= Promise.all(this.works.map((work) => work())).then(() => undefined));
  }
}
