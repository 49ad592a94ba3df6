import { csvLine } from '../../core/http/csv';
import { AuditEntryDto } from './dto/audit-entry.dto';

const columns = [
  'id',
  'at',
  'action',
  'outcome',
  'actorId',
  'actorName',
  'keyId',
  'targetKind',
  'targetId',
  'ip',
  'userAgent',
  'correlationId',
  'details',
] as const satisfies (keyof AuditEntryDto)[];

/** The first line: names of the columns. */
export const auditCsvHeader = csvLine(columns);

/** One line for each entry; `details` is JSON. */
export function auditCsvLines(entries: AuditEntryDto[]): string {
  return entries
    .map((entry) => csvLine(columns.map((name) => (name === 'details' ? JSON.stringify(entry.details) : entry[name]))))
    .join('');
}
