import { Injectable } from '@nestjs/common';
import { Database } from '../../../core/database/database';
import { CursorCodec, PageOf, toPage } from '../../../core/database/paging';
import { PageQuery } from '../../../core/http/page-query.dto';
import { foundCall } from '../calls.errors';
import { CallsRepository } from '../calls.repository';
import { MAX_VERSION } from '../limits';
import { CorrectionErrors } from './corrections.errors';
import { CorrectionsRepository } from './corrections.repository';
import { CallVersionDto, toCallVersionDto, toVersionContentDto, VersionContentDto } from './dto/call-version.dto';
import { undo } from './undo';

/** Reads what calls were before they were corrected. */
@Injectable()
export class VersionsService {
  constructor(
    private readonly database: Database,
    private readonly calls: CallsRepository,
    private readonly corrections: CorrectionsRepository,
  ) {}

  /** Newest first. Throws calls.not_found, paging.bad_cursor. */
  async list(callId: string, { limit, cursor, offset }: PageQuery): Promise<PageOf<CallVersionDto>> {
    const codec = new CursorCodec('call versions', callId);
    const [before] = cursor === undefined ? [] : (codec.decode(cursor, ['number']) as [number]);
    const [head] = await this.calls.heads([callId]);
    const { epoch } = foundCall(head, callId);
    const start = { limit, offset: offset ?? 0, before: before ?? MAX_VERSION };
    const rows = await this.corrections.list(callId, start);
    return toPage(rows, epoch, limit, { item: toCallVersionDto, cursor: ({ version }) => codec.encode([version]) });
  }

  /** Throws calls.not_found, calls.version_not_found. */
  async get(callId: string, version: number): Promise<VersionContentDto> {
    return this.database.transaction(async (tx) => {
      await this.corrections.freeze(tx);
      const call = foundCall(await this.calls.findById(callId, tx), callId);
      if (version > call.epoch) {
        throw CorrectionErrors.noVersion.with(`The call has versions 1 to ${call.epoch}, and no ${version}.`);
      }
      const utterances = await this.calls.transcript(callId, { words: false, vendorSentiment: false }, tx);
      const { tags, customer, metadata, lastPosition, ...sentiment } = call;
      const present = { details: { tags, customer, metadata }, sentiment, lastPosition, utterances };
      const later = version === call.epoch ? [] : await this.corrections.since(tx, callId, version);
      return toVersionContentDto({ callId, version, currentVersion: call.epoch }, undo(present, later));
    });
  }
}
