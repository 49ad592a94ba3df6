import { AppError, defineError } from '../../../core/errors/app-error';

export const CorrectionErrors = {
  stale: defineError({
    code: 'calls.version_stale',
    status: 412,
    title: 'The call was corrected since the version you know',
  }),
  noUtterance: defineError({
    code: 'calls.utterance_not_found',
    status: 404,
    title: 'The call has no such utterance',
  }),
  noVersion: defineError({ code: 'calls.version_not_found', status: 404, title: 'The call has no such version' }),
};

export function stale(current: number, expected: number): AppError {
  return CorrectionErrors.stale.with(
    `The call is at version ${current}, not ${expected}; nothing was changed. Read it again and correct that.`,
  );
}
