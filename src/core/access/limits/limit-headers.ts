import { ServerResponse } from 'node:http';
import { ReachedLimit } from '../../errors/app-error';
import { CoreErrors } from '../../errors/core-errors';
import { Draw, Outcome, standingOf } from './bucket';

const LIMIT = 'RateLimit-Limit';
const REMAINING = 'RateLimit-Remaining';
const RESET = 'RateLimit-Reset';

/** What the headers of every limited answer mean. */
export const limitHeaders: Record<string, string> = {
  [LIMIT]: 'Requests that pass at once.',
  [REMAINING]: 'Requests that still pass at once.',
  [RESET]: 'Seconds until all of them pass again.',
};

/**
 * Writes the headers of the tightest bucket, unless it was a socket event.
 * @throws request.rate_limited when it was refused
 */
export function answerLimits(response: ServerResponse | undefined, draws: readonly Draw[], outcome: Outcome): true {
  const { retryAfter, ...standing } = standingOf(draws, outcome);
  if (response) tellLimit(response, standing);
  if (outcome.granted) return true;
  throw CoreErrors.rateLimited.with(`Try again in ${retryAfter} s.`, { retryAfterSeconds: retryAfter });
}

export function tellLimit(response: ServerResponse, { limit, remaining, reset }: ReachedLimit): void {
  response.setHeader(LIMIT, limit).setHeader(REMAINING, remaining).setHeader(RESET, reset);
}

export function isLimited(response: ServerResponse): boolean {
  return response.hasHeader(LIMIT);
}
