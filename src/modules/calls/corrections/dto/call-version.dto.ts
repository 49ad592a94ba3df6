import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CallSentimentDto, toCallSentimentDto } from '../../dto/call.dto';
import { toTranscriptUtteranceDto, TranscriptUtteranceDto } from '../../dto/transcript.dto';
import {
  CorrectableField,
  correctableFields,
  CorrectionKind,
  correctionKinds,
} from '../../entities/call-version.entity';
import { CallContent } from '../undo';

const ID_EXAMPLE = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';

export class EditorDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  id!: string;

  /** As it was at that time; the account may be gone. */
  @ApiProperty({ example: 'maria' })
  username!: string;
}

export class VersionChangeDto {
  /** `received`: the call as it came; `details`, `utterance` and `swap` are corrections. */
  @ApiProperty({ example: 'utterance', enum: ['received', ...correctionKinds] })
  kind!: 'received' | CorrectionKind;

  /** With `utterance`: which one got another text. */
  @ApiPropertyOptional({ example: 3, type: 'integer' })
  seq?: number;

  /** With `details`: which of them changed. */
  @ApiPropertyOptional({ example: ['tags'], enum: correctableFields, isArray: true })
  fields?: CorrectableField[];
}

/** How a version came about. */
export class CallVersionDto {
  /** The call's `epoch` at that time: from 1, without gaps. */
  @ApiProperty({ example: 2, type: 'integer' })
  version!: number;

  @ApiProperty({ example: '2026-03-02T08:12:40.120Z', format: 'date-time' })
  at!: string;

  /** Who corrected; null for version 1, which was received. */
  @ApiProperty({ type: EditorDto, nullable: true })
  by!: EditorDto | null;

  @ApiProperty({ type: VersionChangeDto })
  change!: VersionChangeDto;
}

/** What can be corrected, as it is in one version: for earlier ones, as it was when the next one replaced it. */
export class VersionContentDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  callId!: string;

  @ApiProperty({ example: 1, type: 'integer' })
  version!: number;

  /** The call's `epoch`: the `expectedVersion` of a correction that would bring this content back. */
  @ApiProperty({ example: 2, type: 'integer' })
  currentVersion!: number;

  @ApiProperty({ example: '+49 30 1234567', type: String, nullable: true })
  customer!: string | null;

  @ApiProperty({ example: ['billing'] })
  tags!: string[];

  @ApiProperty({ example: { queue: 'sales' }, type: 'object', additionalProperties: true })
  metadata!: Record<string, unknown>;

  @ApiProperty({ type: CallSentimentDto })
  sentiment!: CallSentimentDto;

  /** How many utterances the version has; those that were appended later are not part of it. */
  @ApiProperty({ example: 12, type: 'integer' })
  lastPosition!: number;

  /** In the order of `seq`. */
  @ApiProperty({ type: [TranscriptUtteranceDto] })
  utterances!: TranscriptUtteranceDto[];
}

/** A row of the list of versions. */
export interface VersionRow {
  version: number;
  at: Date;
  by: EditorDto | null;
  kind: VersionChangeDto['kind'];
  seq: number | null;
  fields: CorrectableField[] | null;
}

export function toCallVersionDto({ version, at, by, kind, seq, fields }: VersionRow): CallVersionDto {
  const change = { kind, ...(seq === null ? {} : { seq }), ...(fields === null ? {} : { fields }) };
  return { version, at: at.toISOString(), by, change };
}

export function toVersionContentDto(
  { callId, version, currentVersion }: Pick<VersionContentDto, 'callId' | 'version' | 'currentVersion'>,
  { details, sentiment, lastPosition, utterances }: CallContent,
): VersionContentDto {
  return {
    ...{ callId, version, currentVersion },
    ...{ customer: details.customer, tags: details.tags, metadata: details.metadata },
    sentiment: toCallSentimentDto(sentiment),
    lastPosition,
    utterances: utterances.map((row) => toTranscriptUtteranceDto(row)),
  };
}
