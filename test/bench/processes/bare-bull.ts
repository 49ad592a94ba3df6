import Bull from 'bull';
import { answerAsks, cpuMicroseconds } from '../support/asks';

export interface BullOrder {
  redisUrl: string;
  jobs: number;
  concurrency: number;
}

export interface BullRound {
  jobsPerSecond: number;
}

let rounds = 0;

/** Jobs that do nothing, all of them waiting before the first is taken. */
async function drain({ redisUrl, jobs, concurrency }: BullOrder): Promise<BullRound> {
  const queue = new Bull(`bare-${(rounds += 1)}`, redisUrl, { prefix: '{bare}' });
  await queue.isReady();
  const options = { removeOnComplete: true, removeOnFail: true };
  await queue.addBulk(Array.from({ length: jobs }, (_, number) => ({ data: { number }, opts: options })));
  const begun = performance.now();
  let left = jobs;
  await new Promise<void>((resolve, reject) => {
    queue.on('completed', () => (left -= 1) === 0 && resolve());
    queue.process(concurrency, () => Promise.resolve()).catch(reject);
  });
  const seconds = (performance.now() - begun) / 1_000;
  await queue.close();
  return { jobsPerSecond: jobs / seconds };
}

/** Milliseconds from adding a job to its run, on a queue that has nothing else to do. */
async function latencies({ redisUrl, jobs }: BullOrder): Promise<number[]> {
  const queue = new Bull(`bare-${(rounds += 1)}`, redisUrl, { prefix: '{bare}' });
  await queue.isReady();
  let arrived = (): void => undefined;
  void queue.process(() => Promise.resolve(arrived()));
  const taken: number[] = [];
  for (let number = 0; number < jobs; number += 1) {
    const run = new Promise<void>((resolve) => (arrived = resolve));
    const begun = performance.now();
    await queue.add({ number }, { removeOnComplete: true });
    await run;
    taken.push(performance.now() - begun);
  }
  await queue.close();
  return taken;
}

answerAsks({ drain, latencies, cpu: cpuMicroseconds });
