import { Module } from '@nestjs/common';
import { Test, TestingModule } from '@nestjs/testing';
import { Config } from '../../src/core/config/config';
import { ConfigModule } from '../../src/core/config/config.module';
import { Database } from '../../src/core/database/database';
import { DatabaseModule } from '../../src/core/database/database.module';
import { EventsModule } from '../../src/core/events/events.module';
import { LoggingModule } from '../../src/core/logging/logging.module';
import { JobTypes } from '../../src/core/queues/job-types';
import { Jobs } from '../../src/core/queues/jobs';
import { JobsRepository } from '../../src/core/queues/jobs.repository';
import { BullConnectionsModule } from '../../src/core/queues/relay/bull-connections.module';
import { BullQueues } from '../../src/core/queues/relay/bull-queues';
import { JobRelay } from '../../src/core/queues/relay/job-relay';
import { QueueSwitch } from '../../src/core/queues/relay/queue-switch';
import { Reconciler } from '../../src/core/queues/relay/reconciler';
import { bullQueues, relayProviders } from '../../src/core/queues/relay/relay.providers';
import { RedisModule } from '../../src/core/redis/redis.module';
import { TelemetryModule } from '../../src/core/telemetry/telemetry.module';
import { TestDatabase } from './database';
import { runSql } from './rows';
import { waitFor } from './wait-for';

@Module({
  imports: [BullConnectionsModule, bullQueues],
  providers: [{ provide: JobTypes, useValue: new JobTypes([], []) }, Jobs, JobsRepository, ...relayProviders],
})
class LedgerModule {}

/** What a process has of the ledger and its queues, without what runs jobs. */
export interface LedgerProcess {
  module: TestingModule;
  database: Database;
  relay: JobRelay;
  reconciler: Reconciler;
  queues: BullQueues;
  queueSwitch: QueueSwitch;
  /** Names that Bull has in wait, those that go first first. */
  waiting(): Promise<string[]>;
  close(): Promise<void>;
}

/** Nothing happens in it by itself before `module.init()`. */
export async function startLedger(
  { url }: TestDatabase,
  redisUrl: string,
  variables: Record<string, string> = {},
): Promise<LedgerProcess> {
  const config = Config.from({ LOG_LEVEL: 'silent', DATABASE_URL: url, REDIS_URL: redisUrl, ...variables });
  const platform = [LoggingModule, TelemetryModule, EventsModule, RedisModule, DatabaseModule];
  const module = await Test.createTestingModule({
    imports: [ConfigModule.with(config), ...platform, LedgerModule],
  }).compile();
  const queues = module.get(BullQueues);
  const queue = queues.get('default');
  await waitFor('Redis', () => queue.client.status === 'ready');
  return {
    module,
    database: module.get(Database),
    relay: module.get(JobRelay),
    reconciler: module.get(Reconciler),
    queues,
    queueSwitch: module.get(QueueSwitch),
    waiting: async () => (await queue.client.lrange(queue.toKey('wait'), 0, -1)).reverse(),
    close: () => module.close(),
  };
}

interface Written {
  count?: number;
  owner?: string | null;
  queue?: string;
  dispatch?: string;
  priority?: number;
  /** From now. */
  runInMs?: number;
}

/** Writes rows as an order would have; answers their ids. */
export async function writeJobs(database: TestDatabase, written: Written = {}): Promise<string[]> {
  const { count = 1, owner = null, queue = 'default', dispatch = 'due', priority = 2, runInMs = 0 } = written;
  const rows = await runSql<{ id: string }>(
    database,
    `INSERT INTO jobs (id, type, queue, dispatch, priority, payload, created_by, correlation_id, run_at)
     SELECT gen_random_uuid(), 'test.nothing', $1, $2, $3, '{}', $4, 'test', now() + make_interval(secs => $5 / 1000.0)
     FROM generate_series(1, $6) RETURNING id`,
    [queue, dispatch, priority, owner, runInMs, count],
  );
  return rows.map(({ id }) => id);
}

/** Those that are marked as handed to Bull, in the order in which they were. */
export function sentJobs(database: TestDatabase): Promise<{ id: string; owner: string | null; name: string }[]> {
  return runSql(
    database,
    `SELECT id, created_by AS owner, id || '.' || (extract(epoch FROM sent_at) * 1000000)::bigint AS name FROM jobs
     WHERE dispatch = 'sent' ORDER BY sent_at`,
  );
}

/** Ends the jobs as a worker would; nobody is told. */
export async function endJobs(database: TestDatabase, ids: string[]): Promise<void> {
  await runSql(
    database,
    `UPDATE jobs SET status = 'succeeded', dispatch = NULL, finished_at = now() WHERE id = ANY($1::uuid[])`,
    [ids],
  );
}
