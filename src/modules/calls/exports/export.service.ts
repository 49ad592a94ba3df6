import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../../core/access/audit/audit-trail';
import { Actor } from '../../../core/access/audit/audited-act';
import { CallErrors, ExportErrors } from '../calls.errors';
import { MAX_DOCUMENT_BYTES, MAX_EXPORTED_WORDS } from '../limits';
import { CallSnapshot, ExportsRepository } from './exports.repository';
import { rendererFor } from './renderers';
import { CannotRender, ExportedCall, TranscriptRenderer } from './transcript-renderer';

/** Half as much again as a file: Postgres writes blanks into its JSON. What is more would be refused anyway. */
const MOST_READ = { words: MAX_EXPORTED_WORDS, bytes: 1.5 * MAX_DOCUMENT_BYTES };

/** A call as a file. */
export interface ExportFile {
  name: string;
  mediaType: string;
  /** UTF-8; no more than an import takes. */
  content: Buffer;
}

/** Hands out whole calls. */
@Injectable()
export class ExportService {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * A file to be sent to somebody; that it is sent is recorded first. Throws what `file` throws, and unavailable when it
   * cannot be recorded.
   */
  async download(callId: string, format: string, actor: Actor): Promise<ExportFile> {
    const file = await this.file(callId, format);
    const details = { format, bytes: file.content.length };
    await this.audit.record({
      action: 'call.export',
      outcome: 'ok',
      actor,
      target: { kind: 'call', id: callId },
      details,
    });
    return file;
  }

  /**
   * The whole call in one of the export formats. The file's name is the call's id, so nothing of a sender gets into it.
   * Throws calls.not_found, export.not_representable, export.too_long.
   */
  async file(callId: string, format: string): Promise<ExportFile> {
    const renderer = rendererFor(format);
    if (renderer === undefined) throw new Error(`Nothing is exported as ${format}.`);
    const call = await this.call(callId);
    if (call.utterances.length === 0) throw notRepresentable('the call has no utterances');
    const { mediaType, extension } = renderer;
    return { name: `${callId}.${extension}`, mediaType, content: render(call, renderer) };
  }

  /** The call as it would be sent to Parley. Throws calls.not_found, export.too_long. */
  async call(callId: string): Promise<ExportedCall> {
    const snapshot = await this.exports.snapshot(callId, MOST_READ);
    if (snapshot === undefined) throw CallErrors.notFound.with(`There is no call ${callId}.`);
    if (snapshot === 'tooLong') throw tooLong();
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

/** A file that no import takes back is not handed out. Throws export.not_representable, export.too_long. */
function render(call: ExportedCall, renderer: TranscriptRenderer): Buffer {
  const text = tryRender(call, renderer);
  if (Buffer.byteLength(text) > MAX_DOCUMENT_BYTES) throw tooLong();
  return Buffer.from(text);
}

function tryRender(call: ExportedCall, renderer: TranscriptRenderer): string {
  try {
    return renderer.render(call);
  } catch (error) {
    if (error instanceof CannotRender) throw notRepresentable(error.message);
    throw error;
  }
}

function tooLong() {
  return ExportErrors.tooLong.with(
    `The call has more than ${MAX_EXPORTED_WORDS} timed words, or its file would be larger than the ${MAX_DOCUMENT_BYTES} ` +
      'bytes that an import takes.',
  );
}

function notRepresentable(what: string) {
  return ExportErrors.notRepresentable.with(`It cannot be exported: ${what}.`);
}
