import { defineJob, Schedule } from '../../core/queues/job-type';
import { ReportPayload, ReportResult } from './reports/reports.dto';
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
  example: { from: '2026-03-01', to: '2026-03-31', transcripts: true },
});

export const nightlyRecalculation: Schedule = {
  name: 'nightly-recalculation',
  type: recalculate.type,
  payload: {},
  cron: '30 1 * * *',
};

export const generateReport = defineJob({
  type: 'reports.generate',
  title: 'Making of a report',
  permission: 'analytics.read',
  orderable: true,
  payload: ReportPayload,
  result: ReportResult,
  example: { kind: 'daily_summary' },
});

/** After the recalculation of the night. */
export const nightlyReports: Schedule[] = [
  { name: 'daily-summary', type: generateReport.type, payload: { kind: 'daily_summary' }, cron: '15 2 * * *' },
  { name: 'agent-performance', type: generateReport.type, payload: { kind: 'agent_performance' }, cron: '20 2 * * *' },
];
