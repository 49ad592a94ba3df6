import { BullModule, getQueueToken } from '@nestjs/bull';
import { DynamicModule, Provider } from '@nestjs/common';
import { queueNames } from '../job-type';
import { BullConnections } from './bull-connections';
import { BullConnectionsModule } from './bull-connections.module';
import { BullDelivery } from './bull-delivery';
import { ADDED_TO, BullQueues, JobQueue } from './bull-queues';
import { DeadWorkers } from './dead-workers';
import { JobGauges } from './job-gauges';
import { JobGaugesRepository } from './job-gauges.repository';
import { JobRelay } from './job-relay';
import { JobTelemetry } from './job-telemetry';
import { LostJobs } from './lost-jobs';
import { QueueSwitch } from './queue-switch';
import { QueueSwitchRepository } from './queue-switch.repository';
import { Reconciler } from './reconciler';
import { ReconcilerRepository } from './reconciler.repository';
import { RelayTriggers } from './relay-triggers';
import { RelayRepository } from './relay.repository';

/** The Bull queue of every name, as each process has it: for adding. */
export const bullQueues: DynamicModule = BullModule.registerQueueAsync(
  ...queueNames.map((name) => ({
    name,
    imports: [BullConnectionsModule],
    inject: [BullConnections],
    useFactory: (connections: BullConnections) => connections.forAdding(),
  })),
);

const queuesByName: Provider = {
  provide: ADDED_TO,
  inject: queueNames.map((name) => getQueueToken(name)),
  useFactory: (...queues: JobQueue[]) => Object.fromEntries(queueNames.map((name, index) => [name, queues[index]])),
};

export const relayProviders: Provider[] = [
  queuesByName,
  BullQueues,
  BullDelivery,
  JobRelay,
  RelayRepository,
  RelayTriggers,
  Reconciler,
  ReconcilerRepository,
  LostJobs,
  DeadWorkers,
  QueueSwitch,
  QueueSwitchRepository,
  JobTelemetry,
  JobGauges,
  JobGaugesRepository,
];
