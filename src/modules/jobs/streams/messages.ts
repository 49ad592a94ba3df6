import { JobNews } from '../../../core/queues/job.events';
import { toProgressDto } from '../../../core/queues/job.dto';
import { JobFinished, JobProgressed, JobSnapshot } from '../jobs.sockets';
import { JobState } from './streams.repository';

export function toProgressed(job: JobNews): JobProgressed {
  return { jobId: job.id, version: job.version, status: job.status, progress: toProgressDto(job) };
}

export function toFinished({ id, status, result, resultOmitted, errorCode, errorMessage }: JobState): JobFinished {
  const error = errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' };
  return { jobId: id, status, result, error, ...(resultOmitted ? { resultOmitted } : {}) };
}

export function toSnapshot(job: JobState): JobSnapshot {
  return { ...toProgressed(job), ...toFinished(job) };
}
