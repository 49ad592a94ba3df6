import { defineError } from '../../core/errors/app-error';

export const AnalyticsErrors = {
  unknownMetric: defineError({ code: 'analytics.unknown_metric', status: 422, title: 'There is no such metric' }),
  notAdditive: defineError({
    code: 'analytics.not_additive',
    status: 422,
    title: 'The metric is of a single call and cannot be asked of many',
  }),
  badQuestion: defineError({ code: 'analytics.bad_question', status: 422, title: 'The question contradicts itself' }),
  tooManyPoints: defineError({ code: 'analytics.too_many_points', status: 422, title: 'The series is too long' }),
  windowTooLong: defineError({
    code: 'analytics.window_too_long',
    status: 422,
    title: 'So long a time can only be answered by whole days',
  }),
};
