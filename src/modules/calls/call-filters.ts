import { invalid } from '../../core/errors/field-errors';
import { CallListQuery, CallSort } from './dto/call-queries.dto';
import { E4 } from './e4';
import { CallStatus, Direction } from './entities/call.entity';

/** Which calls are listed. */
export interface CallFilters {
  /** Parley's id or the sender's own id of the agent. */
  agent?: string;
  customer?: string;
  direction?: Direction;
  tag?: string;
  status?: CallStatus;
  /** Inclusive, ISO 8601. */
  from?: string;
  /** Exclusive, ISO 8601. */
  to?: string;
  minDurationMs?: number;
  maxDurationMs?: number;
  /** Scores in ten-thousandths. */
  minSentimentE4?: number;
  maxSentimentE4?: number;
  minShiftE4?: number;
  maxShiftE4?: number;
}

/** The order of a list: by a value that may be unknown, then by id. */
export interface CallOrder {
  by: 'startedAt' | 'durationMs' | 'sentiment';
  descending: boolean;
}

export const NEWEST_FIRST: CallOrder = { by: 'startedAt', descending: true };

/** Throws request.invalid when a range is empty from the start. */
export function toFilters(query: CallListQuery): CallFilters {
  const { agent, customer, direction, tag, status, from, to, minDurationMs, maxDurationMs } = query;
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
    throw invalid([{ field: 'to', message: 'must lie after from' }]);
  }
  refuseEmpty('DurationMs', minDurationMs, maxDurationMs);
  refuseEmpty('Sentiment', query.minSentiment, query.maxSentiment);
  refuseEmpty('Shift', query.minShift, query.maxShift);
  return {
    ...{ agent, customer, direction, tag, status, from, to, minDurationMs, maxDurationMs },
    ...{ minSentimentE4: exactE4(query.minSentiment), maxSentimentE4: exactE4(query.maxSentiment) },
    ...{ minShiftE4: exactE4(query.minShift), maxShiftE4: exactE4(query.maxShift) },
  };
}

export function toOrder(sort: CallSort): CallOrder {
  const descending = sort.startsWith('-');
  return { by: (descending ? sort.slice(1) : sort) as CallOrder['by'], descending };
}

function refuseEmpty(name: string, min: number | undefined, max: number | undefined): void {
  if (min !== undefined && max !== undefined && min > max) {
    throw invalid([{ field: `max${name}`, message: `must not be less than min${name}` }]);
  }
}

/** Scores have four decimals, as the query's numbers do. */
function exactE4(score: number | undefined): number | undefined {
  return score === undefined ? undefined : Math.round(score * E4);
}
