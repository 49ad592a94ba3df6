import { DynamicModule, Module, Type } from '@nestjs/common';
import { AccessModule } from './core/access/access.module';
import { Config } from './core/config/config';
import { ConfigModule } from './core/config/config.module';
import { DatabaseModule } from './core/database/database.module';
import { EventsModule } from './core/events/events.module';
import { HealthCoreModule } from './core/health/health-core.module';
import { JobDefinition, Schedule } from './core/queues/job-type';
import { QueuesModule } from './core/queues/queues.module';
import { RunningModule } from './core/queues/running/running.module';
import { HttpModule } from './core/http/http.module';
import { IdempotencyModule } from './core/http/idempotency/idempotency.module';
import { LoggingModule } from './core/logging/logging.module';
import { RealtimeModule } from './core/realtime/realtime.module';
import { RedisModule } from './core/redis/redis.module';
import { MetricsModule } from './core/telemetry/metrics.module';
import { StorageModule } from './core/storage/storage.module';
import { TelemetryModule } from './core/telemetry/telemetry.module';
import { AgentsModule } from './modules/agents/agents.module';
import { generateReport, nightlyRecalculation, nightlyReports, recalculate } from './modules/analytics/analytics.jobs';
import { AnalyticsModule } from './modules/analytics/analytics.module';
import { ReportMakingModule } from './modules/analytics/reports/report-making.module';
import { RecalculationModule } from './modules/analytics/recalculation/recalculation.module';
import { AuditModule } from './modules/audit/audit.module';
import { AuthModule } from './modules/auth/auth.module';
import { BulkIngestModule } from './modules/calls/bulk/bulk-ingest.module';
import { bulkIngest, callsCleanup, weeklyCleanup } from './modules/calls/calls.jobs';
import { CallsModule } from './modules/calls/calls.module';
import { CleanupModule } from './modules/calls/cleanup/cleanup.module';
import { ConversationModule } from './modules/calls/conversation/conversation.module';
import { HealthModule } from './modules/health/health.module';
import { SystemCheckModule } from './modules/jobs/checks/system-check.module';
import { PurgeModule } from './modules/jobs/housekeeping/purge.module';
import { hourlyPurge, systemCheck, systemPurge } from './modules/jobs/jobs.jobs';
import { JobsModule } from './modules/jobs/jobs.module';
import { CatalogModule } from './modules/metrics/catalog.module';
import { UserAdministrationModule } from './modules/users/user-administration.module';

/** The platform, in every role. */
const core = [
  LoggingModule,
  TelemetryModule,
  EventsModule,
  RedisModule,
  DatabaseModule,
  StorageModule,
  AccessModule,
  HttpModule,
  IdempotencyModule,
  RealtimeModule,
  HealthCoreModule,
  MetricsModule,
];

/** What only a process that serves the API carries. */
const features = [
  AuthModule,
  UserAdministrationModule,
  AgentsModule,
  CallsModule,
  ConversationModule,
  CatalogModule,
  AnalyticsModule,
  JobsModule,
  AuditModule,
];

/** What only a process that runs jobs carries: the processors. */
const processors: Type<unknown>[] = [
  SystemCheckModule,
  PurgeModule,
  CleanupModule,
  BulkIngestModule,
  RecalculationModule,
  ReportMakingModule,
];

/** Every type of job, and what is ordered by the clock; the same in every role. */
const jobTypes: JobDefinition[] = [systemCheck, systemPurge, callsCleanup, bulkIngest, recalculate, generateReport];
const schedules: Schedule[] = [hourlyPurge, weeklyCleanup, nightlyRecalculation, ...nightlyReports];

/** What a test adds to the application. */
export interface Extension {
  jobTypes: JobDefinition[];
  schedules?: Schedule[];
  modules: Type<unknown>[];
}

/** The table of contents. */
@Module({})
export class AppModule {
  static with(config: Config, extension: Extension = { jobTypes: [], modules: [] }): DynamicModule {
    const servesApi = config.get('PARLEY_ROLE') !== 'worker';
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        ...core,
        QueuesModule.with([...jobTypes, ...extension.jobTypes], [...schedules, ...(extension.schedules ?? [])]),
        HealthModule,
        ...(servesApi ? features : []),
        ...(config.runsJobs ? [RunningModule, ...processors] : []),
        ...extension.modules,
      ],
    };
  }
}
