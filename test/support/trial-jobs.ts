import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { IsIn, IsOptional, IsString } from 'class-validator';
import type { Extension } from '../../src/app.module';
import { Queryable } from '../../src/core/database/database';
import { PermanentJobError } from '../../src/core/queues/job-faults';
import { JobContext, JobProcessor, Processes } from '../../src/core/queues/job-processor';
import { defineJob } from '../../src/core/queues/job-type';
import { TestDatabase } from './database';
import { runSql } from './rows';

const acts = [
  'succeed',
  'fail_twice',
  'fail',
  'fail_for_good',
  'spawn',
  'wait',
  'wait_quietly',
  'ignore_the_signal',
  'count',
  'answer_a_nul',
  'kill_the_process',
  'commit_late',
  'hold_the_row',
  'hold_the_row_in_postgres',
  'go_on',
] as const;

export class TrialPayload {
  @IsIn(acts)
  act!: (typeof acts)[number];

  /** For how long, in ms, where the act takes time. */
  @IsOptional()
  ms?: number;

  @IsOptional()
  @IsString()
  note?: string;
}

export class TrialResult {
  attempt!: number;
}

/** Does what its payload says, and writes what it did to `trial_effects`. */
export const trial = defineJob({
  type: 'trial.act',
  title: 'A trial',
  permission: 'jobs.own',
  orderable: true,
  payload: TrialPayload,
  result: TrialResult,
  retry: { attempts: 3, backoffMs: 20 },
  example: { act: 'succeed' },
});

/** How many runs were at it at once, in this process. */
export const atOnce = { now: 0, most: 0 };

@Processes(trial)
class TrialProcessor implements JobProcessor<TrialPayload, TrialResult> {
  async run(payload: TrialPayload, context: JobContext): Promise<TrialResult> {
    atOnce.most = Math.max(atOnce.most, (atOnce.now += 1));
    try {
      return await this.act(payload, context);
    } finally {
      atOnce.now -= 1;
    }
  }

  private async act({ act, ms = 0, note = act }: TrialPayload, context: JobContext): Promise<TrialResult> {
    const { attempt, signal } = context;
    const effect = (what: string) => context.transaction((tx) => writeEffect(tx, context.jobId, what));
    if (act === 'fail' || (act === 'fail_twice' && attempt < 3)) throw new Error('SELECT secrets');
    if (act === 'fail_for_good') throw new PermanentJobError('trial.refused', 'It cannot be done.');
    if (act === 'answer_a_nul') return { attempt, note: '\0' } as TrialResult;
    if (act === 'kill_the_process') process.kill(process.pid, 'SIGKILL');
    if (act === 'wait') await sleep(ms, undefined, { signal });
    if (act === 'ignore_the_signal') await sleep(ms);
    if (act.startsWith('hold_the_row')) await hold(context, act.endsWith('_in_postgres'), ms);
    if (act === 'go_on') return goOn(context, ms);
    if (act === 'count') for (let n = 0; n <= 100; n += 1) await tell(context, n);
    if (act === 'spawn') await this.spawn(context, effect);
    if (act === 'commit_late') {
      await effect('begun');
      await sleep(ms);
    }
    if (act === 'wait_quietly') await sleep(ms, undefined, { signal });
    else await effect(note);
    return { attempt };
  }

  /** A command with a child of its own; the numbers of both become an effect. */
  private async spawn(context: JobContext, effect: (what: string) => Promise<void>): Promise<void> {
    const directory = await context.workDirectory();
    await writeFile(join(directory, 'partial'), 'half');
    const script = 'sleep 600 & echo $$ $!; wait';
    const child = context.spawn('sh', ['-c', script], { cwd: directory });
    const [pids] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    await effect(`${pids.toString().trim()} ${directory}`);
    await once(child, 'exit');
    throw new Error('The child ended.');
  }
}

/** Keeps a transaction open, whatever is asked of it. */
async function hold(context: JobContext, inPostgres: boolean, ms: number): Promise<void> {
  await context.transaction(async (tx) => {
    await writeEffect(tx, context.jobId, 'held');
    if (inPostgres) await tx.query('SELECT pg_sleep($1::float8 / 1000)', [ms]);
    else await sleep(ms);
  });
}

export const STEPS = 4;

/** Steps of an effect each, begun after the last that was stored. */
async function goOn(context: JobContext, ms: number): Promise<TrialResult> {
  const { step: done = 0 } = context.checkpoint<{ step: number }>() ?? {};
  for (let step = done + 1; step <= STEPS; step += 1) {
    await sleep(ms, undefined, { signal: context.signal });
    await context.transaction(async (tx, save) => {
      await writeEffect(tx, context.jobId, `${step}`);
      save({ step });
    });
  }
  return { attempt: context.attempt };
}

async function tell(context: JobContext, n: number): Promise<void> {
  context.progress(n, 100, `${n} counted`);
  await sleep(4);
}

async function writeEffect(tx: Queryable, jobId: string, what: string): Promise<void> {
  await tx.query('INSERT INTO trial_effects (job_id, what) VALUES ($1, $2)', [jobId, what]);
}

@Module({ providers: [TrialProcessor] })
class TrialModule {}

/** Adds the type and its processor to an application. */
export const trialJobs: Extension = { jobTypes: [trial], modules: [TrialModule] };

export async function makeTrialTable(database: TestDatabase): Promise<void> {
  await runSql(
    database,
    `CREATE TABLE trial_effects (
       job_id uuid NOT NULL, what text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
     GRANT SELECT, INSERT ON trial_effects TO PUBLIC`,
  );
}

/** What the job did, in order. */
export async function effectsOf(database: TestDatabase, jobId: string): Promise<string[]> {
  const rows = await runSql<{ what: string }>(
    database,
    'SELECT what FROM trial_effects WHERE job_id = $1 ORDER BY at',
    [jobId],
  );
  return rows.map(({ what }) => what);
}
