import { DomainEvent } from '../events/event-bus';
import { JobRow } from './job-row';

/** Jobs that can run now were written, or came free again. */
export class JobsDue extends DomainEvent {}

/** Something that can be seen of a job has changed, in this process; its end included. */
export class JobChanged extends DomainEvent {
  constructor(readonly job: JobRow) {
    super();
  }
}
