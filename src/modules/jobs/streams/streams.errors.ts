import { defineError } from '../../../core/errors/app-error';

export const JobStreamErrors = {
  tooMany: defineError({
    code: 'jobs.too_many_subscriptions',
    status: 429,
    title: 'This socket follows as many jobs as one may',
  }),
};
