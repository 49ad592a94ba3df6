import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { AuditTrail } from '../../../core/access/audit/audit-trail';
import { Principal } from '../../../core/access/principal';
import { Revocations } from '../../../core/access/rights/revocations';
import { Table, toCsv } from './table';

type Asked = Record<string, string | number | string[] | undefined>;

/** Tables as files; each export is recorded before it is sent. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly audit: AuditTrail,
    private readonly revocations: Revocations,
  ) {}

  /**
   * The table as CSV. Breaks off when the rights of the reader end. Throws unavailable when it cannot be recorded.
   * @param asked what was asked for, to be recorded
   */
  async csv(table: Table, asked: object, actor: Principal): Promise<StreamableFile> {
    const details = Object.fromEntries(
      Object.entries(asked as Asked).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
    );
    const target = { kind: 'analytics', id: table.name } as const;
    await this.audit.record({ action: 'analytics.export', outcome: 'ok', actor, target, details });
    const lines = toCsv(table, () => this.revocations.check(actor));
    return new StreamableFile(Readable.from(lines, { objectMode: false }), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: `attachment; filename="${table.name}.csv"`,
    });
  }
}
