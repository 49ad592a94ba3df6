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

/** What goes from process to process of a job that changed. */
export type JobNews = Pick<
  JobRow,
  'id' | 'createdBy' | 'workerId' | 'status' | 'version' | 'progressCurrent' | 'progressTotal' | 'progressMessage'
>;

/**
 * A job has changed, in this process or in another: at once, or some 10 ms later. News from elsewhere may come late, in
 * another order (`version` tells) or never.
 */
export class JobHeard extends DomainEvent {
  constructor(readonly job: JobNews) {
    super();
  }
}
