import { csvLine } from '../../../core/http/csv';
import { ReportContent } from './report-content';
import { ReportKind, reportShapes } from './report-kinds';

/** A header and one line for each row: what it is about, then the metrics by their ids. */
export function reportCsv(kind: ReportKind, { columns, rows }: ReportContent): string {
  const ids = columns.map(({ metric }) => metric);
  const isByDay = reportShapes[kind].by === 'day';
  const header = csvLine([...(isByDay ? ['day'] : ['agentId', 'agentName']), ...ids]);
  const lines = rows.map(({ day, agentId, agentName, values }) =>
    csvLine([...(isByDay ? [day] : [agentId, agentName]), ...ids.map((id) => values[id] ?? null)]),
  );
  return header + lines.join('');
}
