import { Act, AuditStage, ExpectedRow } from './audit-stage';
import { counting, storeJob } from './orderable-jobs';
import { runSql } from './rows';

type Ways = Record<string, (stage: AuditStage) => Promise<Act>>;

/** What is done to the jobs of others. */
export const auditedJobActs: Record<'job.cancel' | 'job.retry' | 'job.delete' | 'queue.pause' | 'queue.resume', Ways> =
  {
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
    'queue.pause': {
      'that runs': (stage) => Promise.resolve(switched(stage, 'ingest', 'pause')),
    },
    'queue.resume': {
      'that is paused': async (stage) => {
        await runSql(stage.parley.database, `INSERT INTO job_queues (name) VALUES ('maintenance')`);
        return switched(stage, 'maintenance', 'resume');
      },
    },
  };

function switched({ admin }: AuditStage, name: string, act: 'pause' | 'resume'): Act {
  return {
    send: (headers) => admin.rest.send('POST', `/jobs/queues/${name}/${act}`, { headers }),
    done: 200,
    row: (): ExpectedRow => ({ by: admin, target: ['queue', name] }),
  };
}

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
