import { Injectable, StreamableFile } from '@nestjs/common';
import { foundCall, ImportErrors } from '../../calls.errors';
import { CallsRepository } from '../../calls.repository';
import { toFile } from './document-file';

@Injectable()
export class DocumentService {
  constructor(private readonly calls: CallsRepository) {}

  /** The document a call was imported from. Throws calls.not_found, import.no_document. */
  async file(callId: string): Promise<StreamableFile> {
    const { document } = foundCall(await this.calls.document(callId), callId);
    if (document === null) throw ImportErrors.noDocument.with(`The call ${callId} was not imported.`);
    return toFile(callId, document);
  }
}
