import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, Caller } from '../../../core/access/decorators';
import { Principal } from '../../../core/access/principal';
import { PageOf } from '../../../core/database/paging';
import { CoreErrors } from '../../../core/errors/core-errors';
import { Operation } from '../../../core/http/operation.decorator';
import { pageOf } from '../../../core/http/page-query.dto';
import { UuidParam } from '../../../core/http/uuid-param';
import { ReportDto, ReportHeadDto, ReportListQuery } from './reports.dto';
import { ReportErrors } from './reports.errors';
import { ReportsService } from './reports.service';

@ApiTags('analytics')
@Controller('analytics/reports')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Get()
  @Allow('analytics.read')
  @Operation({
    summary: 'List reports',
    description:
      'Stored reports, newest first, without what they tell. They are made every night, and by the job `reports.generate`, ' +
      'and are kept for 400 days.',
    ok: pageOf(ReportHeadDto),
    errors: [CoreErrors.badCursor],
  })
  list(@Query() query: ReportListQuery): Promise<PageOf<ReportHeadDto>> {
    return this.reports.list(query);
  }

  @Get(':id')
  @Allow('analytics.read')
  @Operation({
    summary: 'Read a report',
    description:
      'Every metric of the catalogue that can be asked of many calls, as it was when the report was made: what is corrected ' +
      'or deleted later changes the analytics, and not the report.',
    ok: ReportDto,
    errors: [ReportErrors.notFound],
  })
  read(@UuidParam() id: string): Promise<ReportDto> {
    return this.reports.read(id);
  }

  @Get(':id/csv')
  @Allow('analytics.export')
  @ApiProduces('text/csv')
  @Operation({
    summary: 'Download a report',
    description:
      'Its rows as CSV (RFC 4180) with a header of metric ids. Cells that a spreadsheet would take for a formula begin with an ' +
      'apostrophe. The export is recorded in the audit trail before it is sent.',
    answer: { description: 'The file.', schema: { type: 'string', format: 'binary' } },
    errors: [ReportErrors.notFound],
  })
  async csv(@UuidParam() id: string, @Caller() caller: Principal): Promise<StreamableFile> {
    return toFile(await this.reports.export(id, caller));
  }
}

function toFile({ name, content }: { name: string; content: Buffer }): StreamableFile {
  const type = 'text/csv; charset=utf-8; header=present';
  return new StreamableFile(content, { type, disposition: `attachment; filename="${name}"` });
}
