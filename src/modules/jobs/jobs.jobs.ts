import { defineJob } from '../../core/queues/job-type';
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
