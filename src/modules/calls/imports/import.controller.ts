import { Body, Controller, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Response } from 'express';
import { Allow } from '../../../core/access/decorators';
import { Limited } from '../../../core/access/limits/limited.decorator';
import { FreeDocument } from '../../../core/http/body.decorators';
import { ReceivedDocument } from '../../../core/http/document-body';
import { Idempotent } from '../../../core/http/idempotency/idempotent.decorator';
import { Operation } from '../../../core/http/operation.decorator';
import { CallErrors, ImportErrors } from '../calls.errors';
import { MAX_DOCUMENT_BYTES } from '../limits';
import { adapters } from './adapters';
import { describeImport } from './import.documentation';
import { ImportedDto, ImportQuery } from './import.dto';
import { importBody, JSON_TYPES, TEXT_TYPES } from './import.examples';
import { ImportService } from './import.service';

/** Where the document of an imported call is to be had. */
const DOCUMENT_LINK = { operationId: 'documentDownload', parameters: { id: '$response.body#/call/id' } };

@ApiTags('calls')
@Controller('calls/import')
export class ImportController {
  constructor(private readonly imports: ImportService) {}

  @Post()
  @Allow('calls.write')
  @Idempotent()
  @Limited('uploads', 'ingest')
  @FreeDocument('a transcript in the format of another system', {
    limit: MAX_DOCUMENT_BYTES,
    jsonTypes: JSON_TYPES,
    textTypes: TEXT_TYPES,
  })
  @ApiOkResponse({
    type: ImportedDto,
    description: 'The same document had been imported before, or this was a dry run.',
  })
  @Operation({
    summary: 'Import a transcript',
    description: describeImport(adapters),
    body: importBody(),
    status: 201,
    ok: ImportedDto,
    answer: { links: { document: DOCUMENT_LINK } },
    errors: [
      ImportErrors.unknownFormat,
      ImportErrors.malformed,
      CallErrors.externalIdTaken,
      CallErrors.utteranceConflict,
      CallErrors.tooLong,
    ],
  })
  async import(
    @Body() document: ReceivedDocument,
    @Query() query: ImportQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportedDto> {
    return answerImported(response, await this.imports.import(document, query));
  }
}

function answerImported(response: Response, imported: ImportedDto): ImportedDto {
  response.status(imported.created ? 201 : 200);
  if (imported.call !== null) response.location(`/api/v1/calls/${imported.call.id}`);
  return imported;
}
