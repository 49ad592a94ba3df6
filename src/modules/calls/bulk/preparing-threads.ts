import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { Injectable, OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { PreparedBatch, RawBatch } from './raw-batch';

/** More would only wait for the one connection that stores what they prepare, and each takes 50 MB. */
const MOST_THREADS = 2;
/** The rest of a core is the main thread's, which feeds Postgres. */
const THREADS = Math.max(1, Math.min(MOST_THREADS, availableParallelism() - 1));
/** A thread that has nothing to do for so long ends, and gives its memory back. */
const IDLE_MS = 10_000;
/** Keeps garbage from piling up: a batch leaves ten times its size of it. */
const YOUNG_GENERATION_MB = 8;

/** The threads that prepare rows; there are none until the first batch, and none while there is nothing to do. */
@Injectable()
export class PreparingThreads implements OnApplicationShutdown {
  private pool?: Piscina<RawBatch, PreparedBatch>;

  /** How many batches can be prepared at once. */
  readonly size = THREADS;

  /** Takes the bytes of the batch away. An abort ends the thread in the middle of its work; then rejects with its reason. */
  async prepare(raw: RawBatch, signal: AbortSignal): Promise<PreparedBatch> {
    const transferList = [raw.bytes.buffer, raw.ends.buffer, raw.lines.buffer] as ArrayBuffer[];
    try {
      return await this.started().run(raw, { signal, transferList });
    } catch (error) {
      signal.throwIfAborted();
      const { message } = error as Error;
      throw new Error(`A batch could not be prepared: ${message}`, { cause: error });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.destroy();
  }

  private started(): Piscina<RawBatch, PreparedBatch> {
    const extension = extname(__filename);
    return (this.pool ??= new Piscina<RawBatch, PreparedBatch>({
      filename: join(__dirname, `prepare.thread${extension}`),
      execArgv: extension === '.ts' ? ['--require', require.resolve('@swc-node/register')] : [],
      minThreads: 0,
      maxThreads: THREADS,
      idleTimeout: IDLE_MS,
      concurrentTasksPerWorker: 1,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    }));
  }
}
