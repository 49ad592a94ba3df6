import { Database } from '../../src/core/database/database';
import { uuidv7 } from '../../src/core/database/ids';
import { JobContext } from '../../src/core/queues/job-processor';

/** What a processor is given where no worker runs it: real transactions, and nobody who could take its job away. */
export function contextOver(
  database: Database,
  { jobId = uuidv7(), ownerId = null as string | null } = {},
): JobContext {
  let checkpoint: object | undefined;
  const unused = () => {
    throw new Error('Only a worker has that.');
  };
  return {
    ...{ jobId, ownerId, attempt: 1, correlationId: jobId, signal: new AbortController().signal },
    log: { info: () => undefined, warn: () => undefined },
    checkpoint: <T extends object>() => checkpoint as T | undefined,
    transaction: async (work) => {
      let saved = checkpoint;
      const result = await database.transaction((tx) => work(tx, (next) => (saved = next)));
      checkpoint = saved;
      return result;
    },
    progress: () => undefined,
    workDirectory: unused,
    spawn: unused,
  };
}
