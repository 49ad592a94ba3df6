import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../../core/access/audit/audit-trail';
import { Principal } from '../../../core/access/principal';
import { CursorCodec, PageOf, toPage } from '../../../core/database/paging';
import { reportCsv } from './report-csv';
import { ReportDto, ReportHeadDto, ReportListQuery, toReportDto, toReportHeadDto } from './reports.dto';
import { ReportErrors } from './reports.errors';
import { ReportHead, ReportsRepository, StoredReport } from './reports.repository';

/** The stored reports, which belong to the organisation. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly reports: ReportsRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** Newest first, without what they tell. Throws paging.bad_cursor. */
  async list({ limit, cursor, offset = 0, kind }: ReportListQuery): Promise<PageOf<ReportHeadDto>> {
    const codec = new CursorCodec('reports', [kind]);
    const key = cursor === undefined ? undefined : (codec.decode(cursor, ['instant', 'uuid']) as [string, string]);
    const after = key && { createdAt: key[0], id: key[1] };
    const [rows, total] = await Promise.all([
      this.reports.list(kind, { limit, offset, after }),
      this.reports.count(kind),
    ]);
    const cursorOf = ({ createdAt, id }: ReportHead) => codec.encode([createdAt.toISOString(), id]);
    return toPage(rows, total, limit, { item: toReportHeadDto, cursor: cursorOf });
  }

  /** Throws reports.not_found. */
  async read(id: string): Promise<ReportDto> {
    return toReportDto(await this.require(id));
  }

  /** As CSV; recorded before it is sent. Throws reports.not_found, and unavailable when it cannot be recorded. */
  async export(id: string, actor: Principal): Promise<{ name: string; content: Buffer }> {
    const { kind, firstDay, lastDay, content } = await this.require(id);
    await this.audit.record({
      ...{ action: 'report.export', outcome: 'ok', actor, target: { kind: 'report', id } },
      details: { kind, firstDay, lastDay, rows: content.rows.length },
    });
    return { name: `${kind}-${lastDay}.csv`, content: Buffer.from(reportCsv(kind, content)) };
  }

  private async require(id: string): Promise<StoredReport> {
    const report = await this.reports.find(id);
    if (report === undefined) throw ReportErrors.notFound.with(`There is no report ${id}.`);
    return report;
  }
}
