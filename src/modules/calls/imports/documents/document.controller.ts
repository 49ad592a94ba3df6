import { applyDecorators, Controller, Get, Header, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Caller } from '../../../../core/access/decorators';
import { Principal } from '../../../../core/access/principal';
import { Operation } from '../../../../core/http/operation.decorator';
import { UuidParam } from '../../../../core/http/uuid-param';
import { CallErrors, ImportErrors } from '../../calls.errors';
import { DOCUMENT_HEADERS } from './document-file';
import { DocumentService } from './document.service';

const DocumentHeaders = () =>
  applyDecorators(...Object.entries(DOCUMENT_HEADERS).map(([name, value]) => Header(name, value)));

@ApiTags('calls')
@Controller('calls')
export class DocumentController {
  constructor(private readonly documents: DocumentService) {}

  @Get(':id/document')
  @Allow('calls.read')
  @DocumentHeaders()
  @Operation({
    summary: 'Download the document a call was imported from',
    description:
      'The bytes exactly as they were sent, as an attachment. A call that was not imported has none. ' +
      'Every download is recorded in the audit trail before it is sent.',
    answer: {
      description: 'The document.',
      content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
    },
    errors: [CallErrors.notFound, ImportErrors.noDocument],
  })
  download(@UuidParam('id') id: string, @Caller() caller: Principal): Promise<StreamableFile> {
    return this.documents.download(id, caller);
  }
}
