import { defineError } from '../../core/errors/app-error';

export const JobErrors = {
  notFound: defineError({ code: 'jobs.not_found', status: 404, title: 'There is no such job' }),
  scheduleNotFound: defineError({
    code: 'jobs.schedule_not_found',
    status: 404,
    title: 'There is no such schedule',
  }),
  finished: defineError({ code: 'jobs.finished', status: 409, title: 'The job has ended and cannot be cancelled' }),
  notRetryable: defineError({ code: 'jobs.not_retryable', status: 409, title: 'The job cannot be run again' }),
  unfinished: defineError({ code: 'jobs.unfinished', status: 409, title: 'The job has not ended' }),
  noSuchQueue: defineError({ code: 'jobs.queue_not_found', status: 404, title: 'There is no such queue' }),
  tooMany: defineError({ code: 'jobs.too_many', status: 429, title: 'There are too many unfinished jobs' }),
};
