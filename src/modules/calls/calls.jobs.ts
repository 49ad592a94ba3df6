import { defineJob } from '../../core/queues/job-type';
import { BulkIngestPayload, BulkIngestResult } from './bulk/bulk-ingest.dto';

/** Ordered by `POST /calls/bulk` alone: the file must be there. */
export const bulkIngest = defineJob({
  type: 'calls.bulk_ingest',
  title: 'Bulk ingest of calls',
  queue: 'ingest',
  permission: 'calls.write',
  payload: BulkIngestPayload,
  result: BulkIngestResult,
  example: { file: 'bulk/01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d', format: 'ndjson', rows: 1000, bytes: 5_000_000 },
});
