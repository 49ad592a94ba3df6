import { Injectable } from '@nestjs/common';
import { isUuid } from '../../../../core/database/ids';
import { AppError, ErrorType } from '../../../../core/errors/app-error';
import { CoreErrors } from '../../../../core/errors/core-errors';
import { CallErrors, ExportErrors } from '../../calls.errors';
import { ExportService } from '../../exports/export.service';
import { rendererFor } from '../../exports/renderers';
import { NewCall } from '../../new-call';
import { Reading, saysTheSame } from './same-call';

/** Knows a document that says of a call what it is now: it is that call, and not another one. */
@Injectable()
export class Reimports {
  constructor(private readonly exports: ExportService) {}

  /**
   * Runs `settle` for a new call, or with the id of the call that the document is: also when that was corrected since it
   * was exported, and when it has no external id, so that the export names it by its own. Nothing is read for a new call,
   * unless its external id could be that of a call. Throws calls.external_id_taken and what `settle` throws.
   */
  async settle<T>(call: NewCall, reading: Reading, settle: (known?: string) => Promise<T>): Promise<T> {
    const unnamed = isUuid(call.externalId) ? await this.exports.findUnnamed(call.externalId) : undefined;
    if (unnamed !== undefined) {
      if (await this.isNow(unnamed, call, reading)) return repeat(unnamed, settle);
      if ((await this.exports.findNamed(call.externalId)) === undefined) throw taken(call);
    }
    try {
      return await settle();
    } catch (error) {
      if (!isOneOf([CallErrors.externalIdTaken], error)) throw error;
      const named = await this.exports.findNamed(call.externalId);
      if (named === undefined) throw error;
      if (await this.isNow(named, call, reading)) return repeat(named, settle);
      throw reading.isNamedByDigest ? readOtherwise(named) : error;
    }
  }

  /** A live call is not what any document says: its document would end it. */
  private async isNow(callId: string, call: NewCall, reading: Reading): Promise<boolean> {
    const renderer = rendererFor(reading.adapter.format);
    if (renderer === undefined) return false;
    try {
      const stored = await this.exports.call(callId);
      return stored.status !== 'live' && saysTheSame(call, stored, reading, renderer);
    } catch (error) {
      // Deleted at this moment, or longer than anything that was exported.
      if (isOneOf([CallErrors.notFound, ExportErrors.tooLong], error)) return false;
      throw error;
    }
  }
}

async function repeat<T>(known: string, settle: (known: string) => Promise<T>): Promise<T> {
  try {
    return await settle(known);
  } catch (error) {
    if (!isOneOf([CallErrors.notFound], error)) throw error;
    throw CoreErrors.conflict.with('The call was deleted at this moment; try again.');
  }
}

function isOneOf(types: ErrorType[], error: unknown): boolean {
  return error instanceof AppError && types.includes(error.type);
}

function taken({ externalId }: NewCall): AppError {
  return CallErrors.externalIdTaken.with(`The externalId ${externalId ?? ''} is the id of a call with other content.`);
}

function readOtherwise(callId: string): AppError {
  return CallErrors.externalIdTaken.with(
    `This document is the call ${callId} already, which was read otherwise or was corrected since. Where the speakers ` +
      `are the wrong way round, send POST /api/v1/calls/${callId}/swap-speakers; for another call, give an externalId.`,
  );
}
