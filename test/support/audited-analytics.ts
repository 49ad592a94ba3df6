import { Act, AuditStage, ExpectedRow } from './audit-stage';
import { storeReport } from './report-rows';

/** What is taken out of the analytics. */
export const auditedAnalyticsActs: Record<'report.export', Record<string, (stage: AuditStage) => Promise<Act>>> = {
  'report.export': {
    'by a key': async (stage) => {
      const id = await storeReport(stage.parley.database);
      const key = await stage.keyed(['analytics.export']);
      const details = { kind: 'daily_summary', firstDay: '2026-02-23', lastDay: '2026-03-01', rows: 0 };
      const row = (): ExpectedRow => ({ by: stage.admin, keyId: key.id, target: ['report', id], details });
      return { send: key.send('GET', `/analytics/reports/${id}/csv`), done: 200, row, changesNothing: true };
    },
  },
};
