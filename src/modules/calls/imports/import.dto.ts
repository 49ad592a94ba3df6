import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { IsOptional, IsString, Length, ValidateIf } from 'class-validator';
import { IsStorableText } from '../../../core/http/fields';
import { NotWith, QueryBoolean, QueryChoice, QueryInteger } from '../../../core/http/query-fields';
import { CallDto } from '../dto/call.dto';
import { CreateCallDto } from '../dto/create-call.dto';
import { importFormats } from './adapters';
import { DroppedField, GuessedField, MappedField } from './transcript-adapter';

/** How to read the document, and what it does not tell itself; what is given here wins over the document. */
export class ImportQuery extends PickType(CreateCallDto, ['customer', 'direction', 'startedAt', 'language'] as const) {
  @QueryChoice(importFormats, { description: 'Format of the document; `auto` recognises it.', example: 'auto' })
  format: string = 'auto';

  @QueryBoolean({
    description: 'Answers what an import would make of the document, or its error, and stores nothing.',
    example: false,
  })
  dryRun?: boolean;

  /** Id of the call; else the document's own, else a digest of the document. */
  @ApiPropertyOptional({ example: '' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  externalId?: string;

  /** The sender's own id of the agent. */
  @ApiPropertyOptional({ example: 'agent-17' })
  @ValidateIf((query: ImportQuery) => query.agentExternalId !== undefined || query.agentName !== undefined)
  @IsString({ message: 'must be given with agentName' })
  @IsStorableText()
  @Length(1, 200)
  agentExternalId?: string;

  /** Name of the agent, when new. */
  @ApiPropertyOptional({ example: 'Maria Lopez' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  agentName?: string;

  @QueryInteger({
    min: 0,
    max: 1_000,
    description: 'The channel on which the agent speaks, numbered as the document numbers it.',
    example: '',
  })
  @NotWith('agentSpeaker')
  agentChannel?: number;

  /** The agent's label in the document. */
  @ApiPropertyOptional({ example: '' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  agentSpeaker?: string;
}

export class MappedFieldDto implements MappedField {
  /** Place in the document; `*` stands for every entry of a list. */
  @ApiProperty({ example: 'Transcript.*.Content' })
  from!: string;

  /** Field of the call. */
  @ApiProperty({ example: 'utterances.*.text' })
  to!: string;

  @ApiProperty({ example: 37 })
  count!: number;
}

export class DroppedFieldDto implements DroppedField {
  @ApiProperty({ example: 'Transcript.*.LoudnessScores' })
  from!: string;

  @ApiProperty({ example: 'a call has no place for it' })
  reason!: string;

  @ApiProperty({ example: 37 })
  count!: number;
}

export class GuessedFieldDto implements GuessedField {
  /** Field of the call that neither the document nor the query tells. */
  @ApiProperty({ example: 'startedAt' })
  field!: string;

  @ApiProperty({ example: 'the moment of the import' })
  guess!: string;
}

export class ImportedDto {
  /** Null after a dry run. */
  @ApiProperty({ type: CallDto, nullable: true })
  call!: CallDto | null;

  /** False when the same document had been imported before, and after a dry run. */
  @ApiProperty({ example: true })
  created!: boolean;

  @ApiProperty({ example: 'aws-call-analytics' })
  format!: string;

  /** How many utterances the call has, or after a dry run would have. */
  @ApiProperty({ example: 2 })
  utterances!: number;

  @ApiProperty({ type: [MappedFieldDto] })
  mapped!: MappedFieldDto[];

  @ApiProperty({ type: [DroppedFieldDto] })
  dropped!: DroppedFieldDto[];

  @ApiProperty({ type: [GuessedFieldDto] })
  guessed!: GuessedFieldDto[];
}
