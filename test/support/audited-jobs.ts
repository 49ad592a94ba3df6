import { Act, AuditStage, ExpectedRow } from './audit-stage';
import { counting, storeJob } from './orderable-jobs';

type Ways = Record<string, (stage: AuditStage) => Promise<Act>>;

/** What is done to the jobs of others. */
export const auditedJobActs: Record<'job.cancel' | 'job.retry' | 'job.delete', Ways> = {
  'job.cancel': {
    'of somebody else': (stage) => done(stage, 'POST', '/cancel', 200),
    'of the system': (stage) => done(stage, 'POST', '/cancel', 200, { created_by: null }),
  },
  'job.retry': {
    'of somebody else': (stage) => done(stage, 'POST', '/retry', 202, { status: 'failed' }),
  },
  'job.delete': {
    'of somebody else': (stage) => done(stage, 'DELETE', '', 204, { status: 'succeeded' }),
  },
};

async function done(
  stage: AuditStage,
  method: string,
  act: string,
  status: number,
  columns: object = {},
): Promise<Act> {
  const { admin, parley } = stage;
  const { id: ownerId } = await stage.somebody();
  const row = { created_by: ownerId, ...columns };
  const id = await storeJob(parley.database, row);
  const details = { ownerId: row.created_by, type: counting.type };
  return {
    send: (headers) => admin.rest.send(method, `/jobs/${id}${act}`, { headers }),
    done: status,
    row: (): ExpectedRow => ({ by: admin, target: ['job', id], details }),
  };
}
