import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { AuditTrail } from '../../../core/access/audit/audit-trail';
import { Principal } from '../../../core/access/principal';
import { Revocations } from '../../../core/access/rights/revocations';
import {
  AgentOrderQuery,
  AgentSeriesQuery,
  DailyQuery,
  DistributionQuery,
  SummaryQuery,
} from '../dto/analytics-queries.dto';
import { RowsExportQuery } from '../dto/rows-queries.dto';
import { Table, toCsv } from './table';
import { TablesService } from './tables.service';

type Asked = Record<string, string | number | string[] | undefined>;

/**
 * Tables as CSV; each export is recorded before it is sent. All throws what the answer itself throws, and unavailable when
 * it cannot be recorded.
 */
@Injectable()
export class ExportsService {
  constructor(
    private readonly tables: TablesService,
    private readonly audit: AuditTrail,
    private readonly revocations: Revocations,
  ) {}

  async summary(query: SummaryQuery, actor: Principal): Promise<StreamableFile> {
    return this.csv(await this.tables.summary(query), query, actor);
  }

  async agents(query: AgentOrderQuery, actor: Principal): Promise<StreamableFile> {
    return this.csv(await this.tables.agents(query), query, actor);
  }

  /** Throws agents.not_found. */
  async agent(id: string, query: AgentSeriesQuery, actor: Principal): Promise<StreamableFile> {
    return this.csv(await this.tables.agent(id, query), { agent: id, ...query }, actor);
  }

  async daily(query: DailyQuery, actor: Principal): Promise<StreamableFile> {
    return this.csv(await this.tables.daily(query), query, actor);
  }

  async distribution(query: DistributionQuery, actor: Principal): Promise<StreamableFile> {
    return this.csv(await this.tables.distribution(query), query, actor);
  }

  async rows(query: RowsExportQuery, actor: Principal): Promise<StreamableFile> {
    return this.csv(await this.tables.calls(query), query, actor);
  }

  /** Breaks off when the rights of the reader end. @param asked what was asked for, to be recorded */
  private async csv(table: Table, asked: object, actor: Principal): Promise<StreamableFile> {
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
