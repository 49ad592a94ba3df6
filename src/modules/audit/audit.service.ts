import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { plainAddress } from '../../core/access/audit/audit-row';
import { AuditTrail } from '../../core/access/audit/audit-trail';
import { Principal } from '../../core/access/principal';
import { Revocations } from '../../core/access/rights/revocations';
import { CursorCodec, PageOf, toPage } from '../../core/database/paging';
import { invalid } from '../../core/errors/field-errors';
import { auditCsvHeader, auditCsvLines } from './audit-csv';
import { AuditEntryRow } from './audit-row';
import { AuditFilters, AuditEntriesRepository } from './audit.repository';
import { AuditEntryDto, toAuditEntryDto } from './dto/audit-entry.dto';
import { AuditExportQuery, AuditListQuery } from './dto/audit-queries.dto';

/** Rows of an export that are in memory at a time. */
const EXPORT_PAGE = 1_000;

@Injectable()
export class AuditService {
  constructor(
    private readonly entries: AuditEntriesRepository,
    private readonly audit: AuditTrail,
    private readonly revocations: Revocations,
  ) {}

  /** Newest first. Throws request.invalid, paging.bad_cursor. */
  async list({ limit, cursor, offset, ...query }: AuditListQuery): Promise<PageOf<AuditEntryDto>> {
    const filters = toFilters(query);
    const codec = new CursorCodec('audit', filters);
    const key = cursor === undefined ? undefined : (codec.decode(cursor, ['instant', 'uuid']) as [string, string]);
    const after = key && { at: key[0], id: key[1] };
    const [rows, total] = await Promise.all([
      this.entries.list(filters, { limit, offset: offset ?? 0, after }),
      this.entries.count(filters),
    ]);
    const cursorOf = ({ at, id }: AuditEntryRow) => codec.encode([at.toISOString(), id]);
    return toPage(rows, total, limit, { item: toAuditEntryDto, cursor: cursorOf });
  }

  /**
   * All entries that match as CSV, newest first, read in pages while they are sent. The export is an entry itself, written
   * first. Throws request.invalid, and unavailable when it cannot be recorded.
   */
  async export(query: AuditExportQuery, actor: Principal): Promise<Readable> {
    const filters = toFilters(query);
    const details = { ...filters, action: filters.action?.join(',') };
    await this.audit.record({
      action: 'audit.export',
      outcome: 'ok',
      actor,
      target: { kind: 'audit', id: 'csv' },
      details,
    });
    const first = await this.page(filters);
    return Readable.from(this.lines(filters, first, actor), { objectMode: false });
  }

  /** Breaks off when the rights of the reader end: one who reads slowly must not read on for ever. */
  private async *lines(filters: AuditFilters, first: AuditEntryRow[], reader: Principal): AsyncGenerator<string> {
    yield auditCsvHeader;
    for (let rows = first; rows.length > 0; rows = await this.pageAfter(filters, rows)) {
      this.revocations.check(reader);
      yield auditCsvLines(rows.slice(0, EXPORT_PAGE).map(toAuditEntryDto));
    }
  }

  private page(filters: AuditFilters, after?: { at: string; id: string }): Promise<AuditEntryRow[]> {
    return this.entries.list(filters, { limit: EXPORT_PAGE, offset: 0, after });
  }

  private async pageAfter(filters: AuditFilters, rows: AuditEntryRow[]): Promise<AuditEntryRow[]> {
    const last = rows[EXPORT_PAGE - 1];
    if (rows.length <= EXPORT_PAGE || last === undefined) return [];
    return this.page(filters, { at: last.at.toISOString(), id: last.id });
  }
}

/** Members always stand in the same order: cursors are tied to them. Throws request.invalid when a range is empty. */
function toFilters(query: AuditExportQuery): AuditFilters {
  const { actorId, outcome, targetKind, targetId, correlationId, from, to } = query;
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
    throw invalid([{ field: 'to', message: 'must lie after from' }]);
  }
  const action = query.action && [...new Set(query.action)].sort();
  return {
    ...{ actorId, action, outcome, targetKind, targetId },
    ...{ ip: plainAddress(query.ip) ?? undefined, correlationId, from, to },
  };
}
