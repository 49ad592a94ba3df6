import { defineError } from '../../errors/app-error';

export const IdempotencyErrors = {
  inProgress: defineError({
    code: 'idempotency.in_progress',
    status: 409,
    title: 'The same request is being carried out',
  }),
  answerNotKept: defineError({
    code: 'idempotency.answer_not_kept',
    status: 409,
    title: 'The request was carried out, but its answer was too long to be kept',
  }),
  mismatch: defineError({
    code: 'idempotency.mismatch',
    status: 422,
    title: 'The Idempotency-Key belongs to another request',
  }),
};
