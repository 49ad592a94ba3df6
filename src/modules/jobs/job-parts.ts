import { isFinal } from '../../core/queues/control/job-transitions';
import { JobStatus, jobStatuses } from '../../core/queues/job-type';
import { JobFilters, JobOrdering, JobOwner } from './job-filters';

/**
 * Ended and open jobs are read apart. Open ones change so often that each further index over them would cost every job;
 * over ended ones it costs little, and open ones are few enough to be sorted.
 */
export interface JobPart {
  kind: 'ended' | 'open' | 'all';
  /** SQL over `jobs AS j`. */
  conditions: string[];
}

/** What has to be read for the jobs that match, words left aside. */
export function partsOf(filters: JobFilters, order: JobOrdering, values: unknown[]): JobPart[] {
  const shared = sharedConditions(filters, values);
  const { owner, type, rank, status = jobStatuses } = filters;
  const isPlain = owner === undefined && type === undefined && rank === undefined && filters.status === undefined;
  if (isPlain && order.by === 'createdAt') return [{ kind: 'all', conditions: shared }];
  const ended = status.filter(isFinal);
  const open = status.filter((one) => !isFinal(one));
  const parts: JobPart[] = [
    { kind: 'ended', conditions: [...shared, 'j.finished_at IS NOT NULL', ...anyOf(ended, 3, values)] },
    { kind: 'open', conditions: [...shared, 'j.finished_at IS NULL', ...anyOf(open, 2, values)] },
  ];
  return parts.filter(({ kind }) => (kind === 'ended' ? ended : open).length > 0);
}

/** Undefined owners are everybody. */
export function ownedBy(owner: JobOwner, values: unknown[]): string[] {
  if (owner === undefined) return [];
  return [owner === null ? 'j.created_by IS NULL' : `j.created_by = $${values.push(owner)}`];
}

function sharedConditions({ owner, type, rank, from, to }: JobFilters, values: unknown[]): string[] {
  const conditions = ownedBy(owner, values);
  if (type !== undefined) conditions.push(`j.type = $${values.push(type)}`);
  if (rank !== undefined) conditions.push(`j.priority = $${values.push(rank)}`);
  if (from !== undefined) conditions.push(`j.created_at >= $${values.push(from)}`);
  if (to !== undefined) conditions.push(`j.created_at < $${values.push(to)}`);
  return conditions;
}

/** One by one they can be read in their order; several cannot, and need it least. */
function anyOf(statuses: JobStatus[], all: number, values: unknown[]): string[] {
  if (statuses.length === all || statuses.length === 0) return [];
  if (statuses.length === 1) return [`j.status = $${values.push(statuses[0])}`];
  return [`j.status = ANY($${values.push(statuses)})`];
}
