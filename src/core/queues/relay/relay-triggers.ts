import { Injectable, OnModuleInit } from '@nestjs/common';
import { EventBus } from '../../events/event-bus';
import { isFinal } from '../control/job-transitions';
import { JobTypes } from '../job-types';
import { JobChanged, JobsDue } from '../job.events';
import { JobRow } from '../job-row';
import { JobRelay } from './job-relay';
import { JobTelemetry } from './job-telemetry';

/** What a type is called that this build does not know: the names of metrics are bounded. */
const UNKNOWN_TYPE = 'unknown';

/** Wakes the relay when this process wrote a job or ended a run, and counts what it ended. */
@Injectable()
export class RelayTriggers implements OnModuleInit {
  constructor(
    private readonly events: EventBus,
    private readonly relay: JobRelay,
    private readonly types: JobTypes,
    private readonly telemetry: JobTelemetry,
  ) {}

  onModuleInit(): void {
    this.events.subscribe(JobsDue, 'relay', () => this.relay.wake());
    this.events.subscribe(JobChanged, 'relay', ({ job }) => this.changed(job));
  }

  private changed({ type, status }: JobRow): void {
    if (status !== 'running') this.relay.wake();
    if (isFinal(status)) this.telemetry.jobFinished(this.types.find(type) ? type : UNKNOWN_TYPE, status);
  }
}
