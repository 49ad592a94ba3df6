import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ActiveRuns } from './active-runs';
import { Claims } from './claims';
import { Finishes } from './finishes';
import { Heartbeat } from './heartbeat';
import { JobConsumption } from './job-consumption';
import { JobRunner } from './job-runner';
import { ProcessorRegistry } from './processor-registry';
import { ProgressBoard } from './progress-board';
import { RunContexts } from './run-contexts';
import { RunsRepository } from './runs.repository';
import { StartGate } from './start-gate';
import { WorkDirectories } from './work-directories';
import { Worker } from './worker';
import { WorkerLife } from './worker-life';
import { WorkersRepository } from './workers.repository';

/** Where jobs are run: in processes of the roles `worker` and `all`. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    ProcessorRegistry,
    WorkersRepository,
    RunsRepository,
    WorkDirectories,
    Worker,
    ActiveRuns,
    Claims,
    ProgressBoard,
    Finishes,
    RunContexts,
    JobRunner,
    Heartbeat,
    JobConsumption,
    StartGate,
    WorkerLife,
  ],
})
export class RunningModule {}
