import { requirePermission } from '../../core/access/access.guard';
import { Principal } from '../../core/access/principal';
import { invalid } from '../../core/errors/field-errors';
import { searchWords } from '../../core/http/search-words';
import { toRank } from '../../core/queues/job-row';
import { JobStatus } from '../../core/queues/job-type';
import { JobListQuery, JobSort, SYSTEM } from './dto/job-queries.dto';

/** Whose jobs: undefined for everybody's, null for those of the system. */
export type JobOwner = string | null | undefined;

/** Which jobs are listed; members always stand in the same order, since cursors are tied to them. */
export interface JobFilters {
  owner: JobOwner;
  type?: string;
  status?: JobStatus[];
  /** As rows have it. */
  rank?: number;
  /** Inclusive, ISO 8601. */
  from?: string;
  /** Exclusive, ISO 8601. */
  to?: string;
  /** All of them must be found. */
  words: string[];
}

export interface JobOrdering {
  by: 'createdAt' | 'finishedAt' | 'priority';
  descending: boolean;
}

export function managesJobs({ permissions }: Principal): boolean {
  return permissions.has('jobs.manage');
}

/** Whose jobs the caller means: without a creator all that he may see. Throws auth.forbidden for somebody else's. */
export function ownerFor(caller: Principal, creator: string | undefined): JobOwner {
  if (creator === undefined) return managesJobs(caller) ? undefined : caller.userId;
  if (creator !== caller.userId) requirePermission(caller, 'jobs.manage');
  return creator === SYSTEM ? null : creator;
}

/** Throws request.invalid when a range is empty, auth.forbidden. */
export function toFilters(query: JobListQuery, caller: Principal): JobFilters {
  const { type, status, priority, creator, from, to, q } = query;
  refuseEmptyRange(from, to);
  const words = searchWords(q ?? '');
  if (q !== undefined && words.length === 0) throw invalid([{ field: 'q', message: 'must hold a word' }]);
  return {
    owner: ownerFor(caller, creator),
    type,
    status: status && [...new Set(status)].sort(),
    rank: priority && toRank(priority),
    ...{ from, to, words },
  };
}

export function toOrdering(sort: JobSort): JobOrdering {
  const descending = sort.startsWith('-');
  return { by: (descending ? sort.slice(1) : sort) as JobOrdering['by'], descending };
}

export function refuseEmptyRange(from: string | undefined, to: string | undefined): void {
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
    throw invalid([{ field: 'to', message: 'must lie after from' }]);
  }
}
