import 'reflect-metadata';
import { createReadStream } from 'node:fs';
import { IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerAsks } from '../support/asks';
import { built } from '../support/built';
import type { NewCall } from '../../../src/modules/calls/new-call';

const { createApplication } = built<typeof import('../../../src/app.setup')>('src/app.setup');
const { Config } = built<typeof import('../../../src/core/config/config')>('src/core/config/config');
const { Database } = built<typeof import('../../../src/core/database/database')>('src/core/database/database');
const { uuidv7 } = built<typeof import('../../../src/core/database/ids')>('src/core/database/ids');
const { openApplication } = built<typeof import('../../../src/core/health/serve')>('src/core/health/serve');
const { Jobs } = built<typeof import('../../../src/core/queues/jobs')>('src/core/queues/jobs');
const { JobsRepository } = built<typeof import('../../../src/core/queues/jobs.repository')>(
  'src/core/queues/jobs.repository',
);
const { FileStorage } = built<typeof import('../../../src/core/storage/file-storage')>('src/core/storage/file-storage');
const { CallsService } = built<typeof import('../../../src/modules/calls/calls.service')>(
  'src/modules/calls/calls.service',
);
const { CallFiguresService } = built<typeof import('../../../src/modules/metrics/call-figures.service')>(
  'src/modules/metrics/call-figures.service',
);
const { bulkIngest } = built<typeof import('../../../src/modules/calls/calls.jobs')>('src/modules/calls/calls.jobs');

export interface IngestOrder {
  path: string;
  rows: number;
}

export interface IngestRound {
  seconds: number;
  result: Record<string, number>;
  /** Most that the process took beyond what it had taken before, in MB. */
  grownMb: number;
  /** Longest time for which the main thread answered nobody, in ms. */
  longestSliceMs: number;
}

const LOOK_MS = 20;

/** Leaves out, until it is told otherwise, what keeps figures and with them the sums by day. */
function keepFigures(figures: object, keep: boolean): void {
  for (const name of ['store', 'storeRows']) {
    if (keep) Reflect.deleteProperty(figures, name);
    else Object.assign(figures, { [name]: () => Promise.resolve() });
  }
}

/** A worker as it was built, which is given one file after the other. */
async function main(): Promise<void> {
  const app = await createApplication(Config.fromEnvironment());
  await openApplication(app);
  const jobs = app.get(JobsRepository, { strict: false });

  const order = async ({ path, rows }: IngestOrder): Promise<string> => {
    const file = `bulk/${uuidv7()}`;
    const { bytes } = await app.get(FileStorage, { strict: false }).write(file, createReadStream(path));
    const payload = { file, format: 'ndjson' as const, rows, bytes };
    const enqueued = await app
      .get(Database)
      .transaction((tx) => app.get(Jobs, { strict: false }).enqueue(tx, bulkIngest, { payload, ownerId: null }));
    return enqueued?.id ?? '';
  };

  answerAsks({
    keepFigures: (keep: boolean) => keepFigures(app.get(CallFiguresService, { strict: false }), keep),
    /** Seconds that it takes to create calls one after the other; only in a process that serves the API. */
    create: async (calls: NewCall[]): Promise<number> => {
      const began = performance.now();
      for (const call of calls) await app.get(CallsService, { strict: false }).create(call, 'api');
      return (performance.now() - began) / 1_000;
    },
    ingest: async (asked: IngestOrder): Promise<IngestRound> => {
      const idle = process.memoryUsage.rss();
      const id = await order(asked);
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      let most = idle;
      for (;;) {
        await sleep(LOOK_MS);
        most = Math.max(most, process.memoryUsage.rss());
        const job = await jobs.find(id);
        if (job?.finishedAt === null || job?.startedAt === null || job === undefined) continue;
        if (job.status !== 'succeeded') throw new Error(`The ingest ended as ${job.status}: ${job.errorMessage}`);
        const seconds = (job.finishedAt.getTime() - job.startedAt.getTime()) / 1_000;
        const result = job.result as Record<string, number>;
        return { seconds, result, grownMb: (most - idle) / 1e6, longestSliceMs: longest(delay) };
      }
    },
  });
}

function longest(delay: IntervalHistogram): number {
  delay.disable();
  return delay.max / 1e6;
}

void main();
