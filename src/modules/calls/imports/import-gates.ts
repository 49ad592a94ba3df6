import { Gate } from '../../../core/http/gate';

/** Bytes from which on a document may take a second to read and more than a hundred megabytes of heap. */
const LARGE = 256 * 1024;
const busy = 'Too many imports are waiting; try again shortly.';

/** Lets two large documents and ten small ones be imported at a time in this process, neither waiting for the others. */
export class ImportGates {
  /** Those that wait hold their bytes alone: 20 MB each. */
  private readonly large = new Gate({ concurrency: 2, queue: 10, retryAfterSeconds: 5, busy });
  private readonly small = new Gate({ concurrency: 10, queue: 200, retryAfterSeconds: 2, busy });

  /** Rejects with what the work rejects with, and with unavailable when too many are waiting. */
  run<T>({ bytes }: { bytes: Buffer }, work: () => Promise<T>): Promise<T> {
    return (bytes.length < LARGE ? this.small : this.large).run(work);
  }
}
