import { Injectable } from '@nestjs/common';
import { requirePermission } from '../../../core/access/access.guard';
import { AuditTrail } from '../../../core/access/audit/audit-trail';
import { Principal } from '../../../core/access/principal';
import { Database } from '../../../core/database/database';
import { JobDto, toJobDto } from '../../../core/queues/job.dto';
import { Jobs } from '../../../core/queues/jobs';
import { SchedulesRepository } from '../../../core/queues/schedules/schedules.repository';
import { Timetable } from '../../../core/queues/schedules/timetable';
import { SchedulesDto } from '../dto/schedule.dto';
import { JobErrors } from '../jobs.errors';
import { JobsService } from '../jobs.service';

/** Tells of what the clock orders, and orders it by hand. */
@Injectable()
export class SchedulesService {
  constructor(
    private readonly timetable: Timetable,
    private readonly schedules: SchedulesRepository,
    private readonly service: JobsService,
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  async list(): Promise<SchedulesDto> {
    const names = this.timetable.entries.map(({ name }) => name);
    const [{ now, states }, lastJobs] = await Promise.all([this.schedules.read(), this.schedules.lastJobs(names)]);
    const items = this.timetable.entries.map(({ name, definition, cron }) => {
      const lastTick = states.find((state) => state.name === name)?.lastTick?.toISOString() ?? null;
      const last = lastJobs.find((job) => job.schedule === name);
      return {
        ...{ name, type: definition.type, cron: cron?.expression ?? null, enabled: cron !== undefined },
        ...{ next: cron?.after(now).toISOString() ?? null, lastTick },
        lastJob: last ? { id: last.id, status: last.status, finishedAt: last.finishedAt?.toISOString() ?? null } : null,
      };
    });
    return { items };
  }

  /** Throws jobs.schedule_not_found, auth.forbidden, jobs.too_many. */
  async run(name: string, caller: Principal): Promise<JobDto> {
    const entry = this.timetable.find(name);
    if (entry === undefined) throw JobErrors.scheduleNotFound.with('There is no schedule of that name.');
    const { definition, payload } = entry;
    requirePermission(caller, definition.permission);
    return this.database.transaction(async (tx) => {
      await this.service.admit(tx, caller.userId);
      const job = await this.jobs.enqueue(tx, definition, {
        payload,
        ownerId: caller.userId,
        schedule: { name, tick: null },
      });
      if (job === undefined) throw new Error('A job was not stored.');
      const details = { jobId: job.id, type: definition.type };
      await this.audit.record(
        { action: 'schedule.run', outcome: 'ok', actor: caller, target: { kind: 'schedule', id: name }, details },
        tx,
      );
      return toJobDto(job);
    });
  }
}
