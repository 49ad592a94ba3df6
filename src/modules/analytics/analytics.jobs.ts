import { defineJob, Schedule } from '../../core/queues/job-type';
import { RecalculatePayload, RecalculateResult } from './recalculation/recalculation.dto';

/** Ordered by `POST /analytics/recalculate`, by its schedule, and by whoever starts with another zone or newer formulas. */
export const recalculate = defineJob({
  type: 'analytics.recalculate',
  title: 'Recalculation of figures and rollups',
  queue: 'maintenance',
  permission: 'analytics.admin',
  payload: RecalculatePayload,
  result: RecalculateResult,
  // Each run goes on where the one before was stopped by its time limit.
  retry: { attempts: 20, backoffMs: 2_000 },
  example: { from: '2026-03-01', to: '2026-04-01', transcripts: true },
});

export const nightlyRecalculation: Schedule = {
  name: 'nightly-recalculation',
  type: recalculate.type,
  payload: {},
  cron: '30 1 * * *',
};
