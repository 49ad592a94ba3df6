import { defineJob, Schedule } from '../../core/queues/job-type';
import { PurgePayload, PurgeResult } from './dto/purge.dto';
import { SystemCheckPayload, SystemCheckResult } from './dto/system-check.dto';

/** What operators order to see that background work works from end to end. */
export const systemCheck = defineJob({
  type: 'system.check',
  title: 'Check that background work works',
  permission: 'jobs.own',
  orderable: true,
  payload: SystemCheckPayload,
  result: SystemCheckResult,
  example: { steps: 5, stepMs: 100 },
});

/** Ordered by its schedule, and by `POST /jobs/schedules/purge/run`. */
export const systemPurge = defineJob({
  type: 'system.purge',
  title: 'Removal of what nothing needs any more',
  queue: 'maintenance',
  permission: 'jobs.manage',
  payload: PurgePayload,
  result: PurgeResult,
  example: {},
});

export const hourlyPurge: Schedule = { name: 'purge', type: systemPurge.type, payload: {}, cron: '0 * * * *' };
