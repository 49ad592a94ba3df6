import { Injectable } from '@nestjs/common';
import { Principal } from '../../core/access/principal';
import { Database, Transaction } from '../../core/database/database';
import { CursorCodec, CursorKey, CursorPart, PageOf, toPage } from '../../core/database/paging';
import { invalid } from '../../core/errors/field-errors';
import { JobRow } from '../../core/queues/job-row';
import { JobTypes } from '../../core/queues/job-types';
import { Jobs } from '../../core/queues/jobs';
import { CreateJobDto } from './dto/create-job.dto';
import { JobListQuery } from './dto/job-queries.dto';
import {
  JobDto,
  JobStatusDto,
  toJobDto,
  toJobStatusDto,
  toProgressDto,
  VersionedProgressDto,
} from '../../core/queues/job.dto';
import { JobOrdering, managesJobs, toFilters, toOrdering } from './job-filters';
import { JobPageStart } from './job-list.query';
import { checkOrder } from './job-orders';
import { JobErrors } from './jobs.errors';
import { JobViewsRepository } from './jobs.repository';
import { MAX_UNFINISHED } from './limits';

/** Soon enough for whoever waits for room, late enough to be no load. */
const RETRY_AFTER_SECONDS = 30;

const KEY_PARTS: Record<JobOrdering['by'], CursorPart> = {
  createdAt: 'instant',
  finishedAt: 'optionalInstant',
  priority: 'integer',
};

/** Orders jobs and tells of them; everybody of his own, those who manage jobs of all. */
@Injectable()
export class JobsService {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly types: JobTypes,
    private readonly views: JobViewsRepository,
  ) {}

  /** Throws request.invalid, auth.forbidden, jobs.too_many. */
  async order(order: CreateJobDto, caller: Principal): Promise<JobDto> {
    const { definition, payload } = await checkOrder(order, caller, this.types);
    const { priority, runAt } = order;
    const job = await this.database.transaction(async (tx) => {
      await this.admit(tx, caller.userId, runAt);
      const at = runAt === undefined ? undefined : new Date(runAt);
      return this.jobs.enqueue(tx, definition, { payload, ownerId: caller.userId, priority, runAt: at });
    });
    if (job === undefined) throw new Error('A job was not stored.');
    return toJobDto(job);
  }

  /** Lets the owner have one more unfinished job. Throws request.invalid, jobs.too_many. */
  async admit(tx: Transaction, ownerId: string, runAt?: string): Promise<void> {
    const { unfinished, isTooFar } = await this.views.admit(tx, ownerId, MAX_UNFINISHED, runAt);
    if (isTooFar) throw invalid([{ field: 'runAt', message: 'must lie at most a year ahead' }]);
    if (unfinished < MAX_UNFINISHED) return;
    const detail = `${MAX_UNFINISHED} jobs wait or run already: let some of them end, or cancel them.`;
    throw JobErrors.tooMany.with(detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  /** Throws request.invalid, auth.forbidden, paging.bad_cursor. */
  async list(query: JobListQuery, caller: Principal): Promise<PageOf<JobDto>> {
    const { limit, offset = 0, cursor, sort } = query;
    const filters = toFilters(query, caller);
    const order = toOrdering(sort);
    // Who everybody is depends on who asks.
    const codec = new CursorCodec('jobs', [filters, filters.owner === undefined, sort]);
    const after = cursor === undefined ? undefined : placeOf(codec.decode(cursor, [KEY_PARTS[order.by], 'uuid']));
    const [rows, total] = await Promise.all([
      this.views.list(filters, order, { limit, offset, after }),
      this.views.count(filters),
    ]);
    return toPage(rows, total, limit, { item: toJobDto, cursor: (row) => codec.encode([keyOf(row, order), row.id]) });
  }

  /** Throws jobs.not_found, as do the next two. */
  async read(id: string, caller: Principal): Promise<JobDto> {
    return toJobDto(await this.require(id, caller));
  }

  async status(id: string, caller: Principal): Promise<JobStatusDto> {
    return toJobStatusDto(await this.read(id, caller));
  }

  async progress(id: string, caller: Principal): Promise<VersionedProgressDto> {
    const job = await this.require(id, caller);
    return { ...toProgressDto(job), version: job.version };
  }

  /** The row of a job that the caller may see. Throws jobs.not_found. */
  async require(id: string, caller: Principal, tx?: Transaction): Promise<JobRow> {
    const job = await this.views.find(id, managesJobs(caller) ? undefined : caller.userId, tx);
    if (job === undefined) throw JobErrors.notFound.with(`There is no job ${id}.`);
    return job;
  }
}

function placeOf([key, id]: CursorKey): JobPageStart['after'] {
  return { key: key ?? null, id: id as string };
}

function keyOf(job: JobRow, { by }: JobOrdering): CursorKey[number] {
  return by === 'priority' ? job.priority : (job[by]?.toISOString() ?? null);
}
