import { isFinal } from '../../core/queues/control/job-transitions';
import { JobStatus, jobStatuses } from '../../core/queues/job-type';
import { JobFilters, JobOrdering, JobOwner } from './job-filters';

/**
 * Ended and open jobs are read apart. Open ones change so often that each further index over them would cost every job;
 * over ended ones it costs little, and open ones are few enough to be sorted.
 */
export type JobPart = 'ended' | 'open' | 'all';

/** What has to be read for the jobs that match. */
export function partsOf({ owner, type, rank, status }: JobFilters, order: JobOrdering): JobPart[] {
  const isPlain = [owner, type, rank, status].every((filter) => filter === undefined);
  if (isPlain && order.by === 'createdAt') return ['all'];
  const asked = status ?? jobStatuses;
  const parts: JobPart[] = [];
  if (asked.some(isFinal)) parts.push('ended');
  if (!asked.every(isFinal)) parts.push('open');
  return parts;
}

/** SQL over `jobs AS j` for those of a part that match, words left aside. */
export function conditionsOf(filters: JobFilters, part: JobPart, values: unknown[]): string[] {
  const { owner, type, rank, status = jobStatuses, from, to } = filters;
  const conditions = ownedBy(owner, values);
  if (type !== undefined) conditions.push(`j.type = $${values.push(type)}`);
  if (rank !== undefined) conditions.push(`j.priority = $${values.push(rank)}`);
  if (from !== undefined) conditions.push(`j.created_at >= $${values.push(from)}`);
  if (to !== undefined) conditions.push(`j.created_at < $${values.push(to)}`);
  if (part === 'all') return conditions;
  conditions.push(part === 'ended' ? 'j.finished_at IS NOT NULL' : 'j.finished_at IS NULL');
  const asked = status.filter((one) => isFinal(one) === (part === 'ended'));
  if (asked.length < jobStatuses.filter((one) => isFinal(one) === (part === 'ended')).length) {
    conditions.push(anyOf(asked, values));
  }
  return conditions;
}

/** Undefined owners are everybody. */
export function ownedBy(owner: JobOwner, values: unknown[]): string[] {
  if (owner === undefined) return [];
  return [owner === null ? 'j.created_by IS NULL' : `j.created_by = $${values.push(owner)}`];
}

/** One by one they can be read in their order; several cannot, and need it least. */
function anyOf(statuses: JobStatus[], values: unknown[]): string {
  const [only] = statuses;
  if (statuses.length === 1) return `j.status = $${values.push(only)}`;
  return `j.status = ANY($${values.push(statuses)})`;
}
