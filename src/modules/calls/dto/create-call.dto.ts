import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { IsInstant, IsStorableText } from '../../../core/http/fields';
import { CallStatus, callStatuses, Direction, directions } from '../entities/call.entity';
import { MAX_TAGS, MAX_UTTERANCES_PER_CALL } from '../limits';
import { IsBoundedMetadata } from './field-rules';
import { UtteranceDto } from './utterance.dto';

export class AgentInputDto {
  /** The sender's own id of the agent, 1 to 200 characters; the agent is made when it is new. */
  @ApiProperty({ example: 'agent-17' })
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  externalId!: string;

  /** The name of a new agent; the external id when left out. */
  @ApiPropertyOptional({ example: 'Maria Lopez' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  name?: string;
}

export class CreateCallDto {
  /** The sender's own id of the call, unique: the same content again answers the same call. */
  @ApiPropertyOptional({ example: 'crm-2026-000123' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  externalId?: string;

  /** `completed` needs utterances and `live` has none yet; told by them when left out. */
  @ApiPropertyOptional({ example: 'live', enum: callStatuses })
  @IsOptional()
  @IsIn(callStatuses)
  status?: CallStatus;

  @ApiPropertyOptional({ type: AgentInputDto })
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => AgentInputDto)
  agent?: AgentInputDto;

  /** Whatever identifies the customer to the sender: a name, a number or an id. */
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

  /** When the call began, with a time zone; the moment of receipt when left out. */
  @ApiPropertyOptional({ example: '2026-03-01T09:30:00Z', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  startedAt?: string;

  /** When the call ended; only with utterances, not before startedAt and at most a day after it. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsInstant()
  endedAt?: string;

  /** BCP 47 language tag. */
  @ApiPropertyOptional({ example: 'en-US' })
  @IsOptional()
  @Length(2, 35)
  @Matches(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,16}$/, { message: 'must be a language tag such as en-US' })
  language?: string;

  /** At most 50 different tags of 1 to 64 characters. */
  @ApiPropertyOptional({ example: ['billing', 'renewal'] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @ArrayUnique()
  @IsString({ each: true })
  @IsStorableText({ each: true })
  @Length(1, 64, { each: true })
  tags?: string[];

  /** Anything the sender wants to keep with the call: a JSON object of at most 10,000 bytes and five levels. */
  @ApiPropertyOptional({ example: { queue: 'sales' }, type: 'object', additionalProperties: true })
  @IsOptional()
  @IsBoundedMetadata()
  metadata?: Record<string, unknown>;

  /** The whole transcript of a completed call. */
  @ApiPropertyOptional({ type: [UtteranceDto] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_UTTERANCES_PER_CALL)
  @IsObject({ each: true, message: 'must be a list of objects' })
  @ValidateNested({ each: true })
  @Type(() => UtteranceDto)
  utterances?: UtteranceDto[];
}

export class CompleteCallDto {
  /** When the call ended, with a time zone; not before its start and at most a day after it. */
  @ApiPropertyOptional({ example: '2026-03-01T09:36:12Z', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  endedAt?: string;
}
