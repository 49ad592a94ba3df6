import { CoreErrors } from '../../core/errors/core-errors';
import { CreateCallDto } from './dto/create-call.dto';
import { UtteranceDto } from './dto/utterance.dto';
import { Direction } from './entities/call.entity';
import { VendorSentiment, WordTiming } from './entities/utterance.entity';
import { MAX_CALL_MS } from './limits';
import { Speaker } from './sentiment/rolling';

/** One utterance as a sender gives it, absent values as null. */
export interface NewUtterance {
  seq: number;
  speaker: Speaker;
  startMs: number | null;
  endMs: number | null;
  text: string;
  words: WordTiming[] | null;
  vendorSentiment: VendorSentiment | null;
}

/** A call as a sender gives it, absent values as null; with utterances it is completed, without it is live. */
export interface NewCall {
  externalId: string | null;
  agent: { externalId: string; name?: string } | null;
  customer: string | null;
  direction: Direction | null;
  /** ISO 8601 in UTC; null: now. */
  startedAt: string | null;
  endedAt: string | null;
  language: string | null;
  tags: string[];
  metadata: Record<string, unknown>;
  utterances: NewUtterance[] | null;
}

/** Checks what spans several fields. Throws request.invalid naming the field. */
export function toNewCall(dto: CreateCallDto): NewCall {
  refuseWrongStatus(dto);
  const startedAt = toDate(dto.startedAt);
  const endedAt = toDate(dto.endedAt);
  if (endedAt !== null) refuseWrongEnd(dto, startedAt, endedAt);
  return {
    externalId: dto.externalId ?? null,
    agent: dto.agent ?? null,
    customer: dto.customer ?? null,
    direction: dto.direction ?? null,
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    language: dto.language ?? null,
    tags: dto.tags ?? [],
    metadata: dto.metadata ?? {},
    utterances: dto.utterances?.map(toNewUtterance) ?? null,
  };
}

export function toNewUtterance(dto: UtteranceDto): NewUtterance {
  return {
    seq: dto.seq,
    speaker: dto.speaker,
    startMs: dto.startMs ?? null,
    endMs: dto.endMs ?? null,
    text: dto.text,
    words: dto.words ?? null,
    vendorSentiment: dto.vendorSentiment ?? null,
  };
}

/** Null and absent mean the same in what a sender gives. */
export function toDate(instant: string | null | undefined): Date | null {
  return (instant ?? null) === null ? null : new Date(instant as string);
}

/** Milliseconds between the two. Throws request.invalid unless the end lies within a day after the start. */
export function callDuration(startedAt: Date, endedAt: Date): number {
  const durationMs = endedAt.getTime() - startedAt.getTime();
  if (durationMs < 0 || durationMs > MAX_CALL_MS) {
    throw invalid('endedAt', 'must not lie before startedAt, nor more than a day after it');
  }
  return durationMs;
}

function refuseWrongStatus({ status, utterances }: CreateCallDto): void {
  if (status === 'completed' && !utterances) throw invalid('utterances', 'must be given for a completed call');
  if (status === 'live' && utterances) {
    throw invalid('utterances', 'must not be given for a live call: create it first, then append them');
  }
}

function refuseWrongEnd(dto: CreateCallDto, startedAt: Date | null, endedAt: Date): void {
  if (!dto.utterances) throw invalid('endedAt', 'must not be given for a live call: complete it instead');
  if (startedAt === null) throw invalid('endedAt', 'must be given together with startedAt');
  callDuration(startedAt, endedAt);
}

function invalid(field: string, message: string) {
  return CoreErrors.validation.with(`${field} ${message}.`, { errors: [{ field, message }] });
}
