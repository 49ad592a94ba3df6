import { Injectable } from '@nestjs/common';
import { CallErrors, ExportErrors } from '../calls.errors';
import { MAX_EXPORTED_WORDS } from '../limits';
import { CallSnapshot, ExportsRepository } from './exports.repository';
import { rendererFor } from './renderers';
import { CannotRender, ExportedCall } from './transcript-renderer';

/** A call as a file. */
export interface ExportFile {
  name: string;
  mediaType: string;
  content: string;
}

/** Hands out whole calls. */
@Injectable()
export class ExportService {
  constructor(private readonly exports: ExportsRepository) {}

  /**
   * The whole call in one of the export formats. The file's name is the call's id, so nothing of a sender gets into it.
   * Throws calls.not_found, export.not_representable, export.too_long.
   */
  async file(callId: string, format: string): Promise<ExportFile> {
    const renderer = rendererFor(format);
    if (renderer === undefined) throw new Error(`Nothing is exported as ${format}.`);
    const call = await this.call(callId);
    if (call.utterances.length === 0) throw notRepresentable('the call has no utterances');
    try {
      return { name: `${callId}.${renderer.extension}`, mediaType: renderer.mediaType, content: renderer.render(call) };
    } catch (error) {
      if (error instanceof CannotRender) throw notRepresentable(error.message);
      throw error;
    }
  }

  /** The call as it would be sent to Parley. Throws calls.not_found, export.too_long. */
  async call(callId: string): Promise<ExportedCall> {
    const snapshot = await this.exports.snapshot(callId, MAX_EXPORTED_WORDS);
    if (snapshot === undefined) throw CallErrors.notFound.with(`There is no call ${callId}.`);
    if (snapshot === 'tooLong') {
      throw ExportErrors.tooLong.with(`The call has more than ${MAX_EXPORTED_WORDS} timed words.`);
    }
    return toExportedCall(snapshot);
  }

  /** The id of the call of that external id. */
  async findNamed(externalId: string | null): Promise<string | undefined> {
    return externalId === null ? undefined : this.exports.findNamed(externalId);
  }

  /** The id again, when it is that of a call without an external id: its exports name it so. */
  findUnnamed(id: string): Promise<string | undefined> {
    return this.exports.findUnnamed(id);
  }
}

function toExportedCall({ call, utterances }: CallSnapshot): ExportedCall {
  const { id, externalId, status, agent, customer, direction, startedAt, endedAt, language, tags, metadata } = call;
  return {
    ...(status === 'live' ? { status } : {}),
    externalId: externalId ?? id,
    agent: agent && { externalId: agent.externalId, name: agent.name },
    customer,
    direction,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    language,
    tags,
    metadata,
    utterances,
  };
}

function notRepresentable(what: string) {
  return ExportErrors.notRepresentable.with(`It cannot be exported: ${what}.`);
}
