import { Injectable } from '@nestjs/common';
import { Principal } from '../../core/access/principal';
import { invalid } from '../../core/errors/field-errors';
import { JobTypes } from '../../core/queues/job-types';
import { toProgressDto } from '../../core/queues/job.dto';
import {
  ActiveJobDto,
  ActiveJobsDto,
  JobFiguresDto,
  JobSummaryDto,
  JobTimesDto,
  JobTypesDto,
  OldestWaitingDto,
} from './dto/job-overview.dto';
import { JobStatsQuery } from './dto/job-queries.dto';
import { ownerFor, refuseEmptyRange } from './job-filters';
import { orderableBy } from './job-orders';
import { FiguresRow, Period, WaitingRow } from './job-stats.query';
import { ActiveRow, JobViewsRepository } from './jobs.repository';
import { MAX_SUMMARY_DAYS } from './limits';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** Tells of many jobs at once. */
@Injectable()
export class JobOverviewService {
  constructor(
    private readonly views: JobViewsRepository,
    private readonly jobTypes: JobTypes,
  ) {}

  types(caller: Principal): JobTypesDto {
    const items = orderableBy(caller, this.jobTypes).map(({ type, title, queue, permission, example }) => {
      return { type, title, queue, permission, example };
    });
    return { items: items.sort((a, b) => (a.type < b.type ? -1 : 1)) };
  }

  async active(caller: Principal): Promise<ActiveJobsDto> {
    return { items: (await this.views.active(ownerFor(caller, undefined))).map(toActiveJobDto) };
  }

  /** Throws request.invalid, auth.forbidden. */
  async summary({ from, to, creator }: JobStatsQuery, caller: Principal): Promise<JobSummaryDto> {
    refuseEmptyRange(from, to);
    const owner = ownerFor(caller, creator);
    const period = await this.views.period(from, to);
    refuseLength(period);
    const [rows, ended, oldest] = await Promise.all([
      this.views.figures(owner, period),
      this.views.ended(owner, period),
      this.views.oldestWaiting(owner),
    ]);
    const all = rows.find(({ type }) => type === null);
    if (all === undefined) throw new Error('Nothing was counted.');
    return {
      ...{ from: period.from.toISOString(), to: period.to.toISOString() },
      ...toFiguresDto(all),
      byType: rows.flatMap((row) => (row.type === null ? [] : [{ type: row.type, ...toFiguresDto(row) }])),
      throughputPerMinute: perMinute(ended, period),
      oldestWaiting: oldest === undefined ? null : toOldestWaitingDto(oldest),
    };
  }
}

function refuseLength({ from, to }: Period): void {
  if (from >= to) throw invalid([{ field: 'from', message: 'must lie in the past' }]);
  if (to.getTime() - from.getTime() <= MAX_SUMMARY_DAYS * DAY_MS) return;
  throw invalid([{ field: 'from', message: `must lie at most ${MAX_SUMMARY_DAYS} days before to` }]);
}

function perMinute(ended: number, { from, to }: Period): number {
  const minutes = (to.getTime() - from.getTime()) / MINUTE_MS;
  return Number((ended / minutes).toFixed(4));
}

function toFiguresDto({ total, wait, run, ...row }: FiguresRow): JobFiguresDto {
  const { queued, running, succeeded, failed, cancelled } = row;
  return {
    total,
    byStatus: { queued, running, succeeded, failed, cancelled },
    waitMs: toTimes(wait),
    runMs: toTimes(run),
  };
}

function toTimes(times: [number, number] | null): JobTimesDto {
  const [p50 = null, p95 = null] = times?.map((time) => Math.round(time)) ?? [];
  return { p50, p95 };
}

function toOldestWaitingDto({ id, type, since, waitMs }: WaitingRow): OldestWaitingDto {
  return { id, type, since: since.toISOString(), waitMs: Math.round(waitMs) };
}

function toActiveJobDto({ workerId, workerName, workerSeenAt, ...job }: ActiveRow): ActiveJobDto {
  const isKnown = workerId !== null && workerName !== null && workerSeenAt !== null;
  const worker = isKnown ? { id: workerId, name: workerName, seenAt: workerSeenAt.toISOString() } : null;
  const { id, type, queue, createdBy } = job;
  const startedAt = (job.startedAt ?? job.createdAt).toISOString();
  return { id, type, queue, createdBy, startedAt, progress: toProgressDto(job), worker };
}
