import { makeKey } from './api-keys';
import { Act, AuditStage, ExpectedRow, Sending } from './audit-stage';
import { storeReport } from './report-rows';

/** What is taken out of the analytics. */
export const auditedAnalyticsActs: Record<'report.export', Record<string, (stage: AuditStage) => Promise<Act>>> = {
  'report.export': {
    'by a key': async (stage) => {
      const id = await storeReport(stage.parley.database);
      const key = await makeKey(stage.admin.rest, ['analytics.export']);
      stage.secrets.add(key.key);
      const details = { kind: 'daily_summary', firstDay: '2026-02-23', lastDay: '2026-03-01', rows: 0 };
      const row = (): ExpectedRow => ({ by: stage.admin, keyId: key.id, target: ['report', id], details });
      return { send: download(stage, `/analytics/reports/${id}/csv`, key.key), done: 200, row, changesNothing: true };
    },
  },
};

/** The answer is no JSON. */
function download({ parley }: AuditStage, path: string, key: string): Sending {
  return async (headers) => {
    const response = await fetch(`${parley.url}/api/v1${path}`, { headers: { ...headers, 'x-api-key': key } });
    return { status: response.status, body: await response.text() };
  };
}
