import { defineError } from '../../../core/errors/app-error';

export const RecalculationErrors = {
  tooMany: defineError({
    code: 'analytics.too_many_recalculations',
    status: 429,
    title: 'Too many recalculations wait already',
  }),
};
