import { Injectable, StreamableFile } from '@nestjs/common';
import { AuditTrail } from '../../../../core/access/audit/audit-trail';
import { Actor } from '../../../../core/access/audit/audited-act';
import { foundCall, ImportErrors } from '../../calls.errors';
import { CallsRepository } from '../../calls.repository';
import { toFile } from './document-file';

@Injectable()
export class DocumentService {
  constructor(
    private readonly calls: CallsRepository,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The document a call was imported from; that it is sent is recorded first. Throws calls.not_found, import.no_document,
   * and unavailable when it cannot be recorded.
   */
  async download(callId: string, actor: Actor): Promise<StreamableFile> {
    const { document } = foundCall(await this.calls.document(callId), callId);
    if (document === null) throw ImportErrors.noDocument.with(`The call ${callId} was not imported.`);
    const details = { format: document.format, bytes: document.content.length };
    await this.audit.record({
      action: 'call.document',
      outcome: 'ok',
      actor,
      target: { kind: 'call', id: callId },
      details,
    });
    return toFile(callId, document);
  }
}
