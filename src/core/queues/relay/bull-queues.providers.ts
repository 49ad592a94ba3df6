import { BullModule, getQueueToken } from '@nestjs/bull';
import { DynamicModule, Provider } from '@nestjs/common';
import { queueNames } from '../job-type';
import { BullConnections } from './bull-connections';
import { BullConnectionsModule } from './bull-connections.module';
import { ADDED_TO, JobQueue } from './bull-queues';

/** The Bull queue of every name, as each process has it: for adding. */
export const bullQueues: DynamicModule = BullModule.registerQueueAsync(
  ...queueNames.map((name) => ({
    name,
    imports: [BullConnectionsModule],
    inject: [BullConnections],
    useFactory: (connections: BullConnections) => connections.forAdding(),
  })),
);

export const queuesByName: Provider = {
  provide: ADDED_TO,
  inject: queueNames.map((name) => getQueueToken(name)),
  useFactory: (...queues: JobQueue[]) => Object.fromEntries(queueNames.map((name, index) => [name, queues[index]])),
};
