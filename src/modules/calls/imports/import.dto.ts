import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length, ValidateIf } from 'class-validator';
import { IsInstant, IsStorableText } from '../../../core/http/fields';
import { QueryChoice } from '../../../core/http/query-fields';
import { CallDto } from '../dto/call.dto';
import { Direction, directions } from '../entities/call.entity';
import { importFormats } from './adapters';
import { DroppedField, GuessedField, MappedField } from './transcript-adapter';

/** How to read the document, and what it does not tell itself; what is given here wins over the document. */
export class ImportQuery {
  @QueryChoice(importFormats, { description: 'Format of the document; `auto` recognises it.', example: 'auto' })
  format: string = 'auto';

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

  @ApiPropertyOptional({ example: '+49 30 1234567' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  customer?: string;

  @ApiPropertyOptional({ example: 'inbound', enum: directions })
  @IsOptional()
  @IsIn(directions)
  direction?: Direction;

  /** When the call began; else the document's own, else the moment of the import. */
  @ApiPropertyOptional({ example: '2026-03-01T09:30:00Z', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  startedAt?: string;
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
  @ApiProperty({ type: CallDto })
  call!: CallDto;

  /** False when the same document had been imported before. */
  @ApiProperty({ example: true })
  created!: boolean;

  @ApiProperty({ example: 'aws-call-analytics' })
  format!: string;

  @ApiProperty({ type: [MappedFieldDto] })
  mapped!: MappedFieldDto[];

  @ApiProperty({ type: [DroppedFieldDto] })
  dropped!: DroppedFieldDto[];

  @ApiProperty({ type: [GuessedFieldDto] })
  guessed!: GuessedFieldDto[];
}
