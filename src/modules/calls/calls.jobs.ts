import { defineJob, Schedule } from '../../core/queues/job-type';
import { BULK_INGEST, BulkIngestPayload, BulkIngestResult } from './bulk/bulk-ingest.dto';
import { CleanupPayload, CleanupResult } from './cleanup/cleanup.dto';

/** Ordered by `POST /calls/bulk` alone: the file must be there. */
export const bulkIngest = defineJob({
  type: BULK_INGEST,
  title: 'Bulk ingest of calls',
  queue: 'ingest',
  permission: 'calls.write',
  payload: BulkIngestPayload,
  result: BulkIngestResult,
  example: { file: 'bulk/01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d', format: 'ndjson', rows: 1000, bytes: 5_000_000 },
});

export const callsCleanup = defineJob({
  type: 'calls.cleanup',
  title: 'Deletion of old calls',
  queue: 'maintenance',
  permission: 'calls.delete',
  orderable: true,
  payload: CleanupPayload,
  result: CleanupResult,
  example: { dryRun: true, olderThanDays: 730 },
});

export const weeklyCleanup: Schedule = {
  name: 'weekly-cleanup',
  type: callsCleanup.type,
  payload: {},
  cron: '0 3 * * 0',
};
