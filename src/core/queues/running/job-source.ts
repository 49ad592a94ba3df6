import { QueueName } from '../job-type';

/** Where the ids of jobs come from that are to be run. */
export abstract class JobSource {
  /** Begins to take ids of the queue, so many at once; each counts as under way until `run` resolves. */
  abstract consume(queue: QueueName, concurrency: number, run: (id: string) => Promise<void>): void;

  /** Takes no more of any queue, here; what is under way goes on. */
  abstract pauseLocally(): Promise<void>;
}
