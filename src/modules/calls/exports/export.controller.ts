import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, Caller } from '../../../core/access/decorators';
import { Principal } from '../../../core/access/principal';
import { MEGABYTE } from '../../../core/http/body.decorators';
import { Operation } from '../../../core/http/operation.decorator';
import { UuidParam } from '../../../core/http/uuid-param';
import { CallErrors, ExportErrors } from '../calls.errors';
import { MAX_DOCUMENT_BYTES, MAX_EXPORTED_WORDS } from '../limits';
import { ExportQuery } from './export.dto';
import { ExportFile, ExportService } from './export.service';
import { exportFormats, renderers } from './renderers';

@ApiTags('calls')
@Controller('calls')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get(':id/export')
  @Allow('calls.read')
  @ApiProduces(...new Set(renderers.map(({ mediaType }) => mediaType.split(';')[0] as string)))
  @Operation({
    summary: 'Export a call',
    description:
      'The whole call as a file, with its transcript and what else was sent, but without scores: those are computed anew ' +
      `where it is imported. Formats: ${exportFormats.map((format) => `\`${format}\``).join(', ')}. An export that is ` +
      'imported again answers the same call; in another installation it makes the call, and an export from there is the ' +
      'same file. A live call is exported as far as it went; such a file is not imported. A file is at most ' +
      `${MAX_DOCUMENT_BYTES / MEGABYTE} MB large, as an import takes it, with at most ${MAX_EXPORTED_WORDS} timed words; a ` +
      'call of more is refused with `export.too_long`, in a format that leaves the words out as well when there are too many. Every export is ' +
      'recorded in the audit trail before it is sent.',
    answer: { description: 'The file.', schema: { type: 'string', format: 'binary' } },
    errors: [CallErrors.notFound, ExportErrors.notRepresentable, ExportErrors.tooLong],
  })
  async export(
    @UuidParam('id') id: string,
    @Query() { format }: ExportQuery,
    @Caller() caller: Principal,
  ): Promise<StreamableFile> {
    return toDownload(await this.exports.download(id, format, caller));
  }
}

function toDownload({ name, mediaType, content }: ExportFile): StreamableFile {
  return new StreamableFile(content, {
    type: mediaType,
    length: content.length,
    // RFC 6266: an id and an extension need neither escapes nor filename*.
    disposition: `attachment; filename="${name}"`,
  });
}
