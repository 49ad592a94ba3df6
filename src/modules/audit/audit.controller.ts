import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, Caller } from '../../core/access/decorators';
import { Principal } from '../../core/access/principal';
import { PageOf } from '../../core/database/paging';
import { CoreErrors } from '../../core/errors/core-errors';
import { Operation } from '../../core/http/operation.decorator';
import { pageOf } from '../../core/http/page-query.dto';
import { AuditService } from './audit.service';
import { AuditEntryDto } from './dto/audit-entry.dto';
import { AuditExportQuery, AuditListQuery } from './dto/audit-queries.dto';

@ApiTags('audit')
@Controller('audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Allow('audit.read')
  @Operation({
    summary: 'Read the audit trail',
    description:
      'Who did what, newest first: logins, changes of access, refused access, deletions and exports. Filters are combined. ' +
      'Nothing of it is ever changed or deleted by Parley.',
    ok: pageOf(AuditEntryDto),
    errors: [CoreErrors.badCursor],
  })
  list(@Query() query: AuditListQuery): Promise<PageOf<AuditEntryDto>> {
    return this.audit.list(query);
  }

  @Get('export')
  @Allow('audit.read')
  @ApiProduces('text/csv')
  @Operation({
    summary: 'Export the audit trail',
    description:
      'Every entry that matches the filters as CSV (RFC 4180) with a header, newest first, of any length. Cells that a ' +
      'spreadsheet would take for a formula begin with an apostrophe. The export is recorded before it is sent. An answer ' +
      'that breaks off is not whole: repeat it.',
    answer: { description: 'The file.', schema: { type: 'string', format: 'binary' } },
    errors: [],
  })
  async export(@Query() query: AuditExportQuery, @Caller() caller: Principal): Promise<StreamableFile> {
    return toDownload(await this.audit.export(query, caller));
  }
}

function toDownload(content: Awaited<ReturnType<AuditService['export']>>): StreamableFile {
  const type = 'text/csv; charset=utf-8; header=present';
  return new StreamableFile(content, { type, disposition: 'attachment; filename="audit.csv"' });
}
