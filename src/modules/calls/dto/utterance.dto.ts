import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsStorableText } from '../../../core/http/fields';
import { speakers } from '../entities/utterance.entity';
import { MAX_CALL_MS, MAX_SEQ, MAX_TEXT_LENGTH, MAX_UTTERANCES_PER_DELIVERY } from '../limits';
import { Speaker } from '../sentiment/rolling';
import { EndsAfterStart } from './field-rules';
import { IsWordList } from './word-list';

/** Describes an entry of `words`; IsWordList checks it. */
export class WordDto {
  @ApiProperty({ example: 'Thank', minLength: 1, maxLength: 200 })
  text!: string;

  /** Milliseconds from the call's start. */
  @ApiProperty({ example: 40, minimum: 0, maximum: MAX_CALL_MS })
  startMs!: number;

  /** Milliseconds from the call's start, not before startMs. */
  @ApiProperty({ example: 330, minimum: 0, maximum: MAX_CALL_MS })
  endMs!: number;

  /** The recogniser's confidence, 0 to 1. */
  @ApiPropertyOptional({ example: 0.98, minimum: 0, maximum: 1 })
  confidence?: number;
}

export class VendorSentimentDto {
  /** The source's own label, as it is. */
  @ApiPropertyOptional({ example: 'POSITIVE' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 40)
  label?: string;

  /** The source's own score, as it is. */
  @ApiPropertyOptional({ example: 0.87 })
  @IsOptional()
  @IsNumber()
  score?: number;
}

export class UtteranceDto {
  /** The sender's number of the utterance: identifies it within its call; from 1, gaps allowed. */
  @ApiProperty({ example: 1 })
  @IsInt()
  @Min(1)
  @Max(MAX_SEQ)
  seq!: number;

  @ApiProperty({ example: 'agent', enum: speakers })
  @IsIn(speakers)
  speaker!: Speaker;

  /** Milliseconds from the call's start; null when the source has no times. */
  @ApiPropertyOptional({ example: 40, type: 'integer', nullable: true })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_CALL_MS)
  startMs?: number | null;

  /** Milliseconds from the call's start, not before startMs; null when the source has no times. */
  @ApiPropertyOptional({ example: 5050, type: 'integer', nullable: true })
  @EndsAfterStart()
  @ValidateIf((utterance: UtteranceDto) => (utterance.endMs ?? utterance.startMs ?? null) !== null)
  @IsInt()
  @Min(0)
  @Max(MAX_CALL_MS)
  endMs?: number | null;

  /** What was said, 1 to 20,000 characters. */
  @ApiProperty({ example: 'Thank you for calling, how can I help you?' })
  @IsString()
  @IsStorableText()
  @Length(1, MAX_TEXT_LENGTH)
  text!: string;

  /** Times of the single words, where the source has them. */
  @ApiPropertyOptional({ type: [WordDto] })
  @IsOptional()
  @IsWordList()
  words?: WordDto[];

  /** What the source itself said of the mood; kept apart from Parley's score. */
  @ApiPropertyOptional({ type: VendorSentimentDto })
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => VendorSentimentDto)
  vendorSentiment?: VendorSentimentDto;
}

export class AppendUtterancesDto {
  /** 1 to 500 utterances, in any order; repeated ones are counted and change nothing. */
  @ApiProperty({ type: [UtteranceDto] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_UTTERANCES_PER_DELIVERY)
  @IsObject({ each: true, message: 'must be a list of objects' })
  @ValidateNested({ each: true })
  @Type(() => UtteranceDto)
  utterances!: UtteranceDto[];
}

export class AppendedDto {
  /** Utterances stored now. */
  @ApiProperty({ example: 1 })
  accepted!: number;

  /** Utterances that were stored before, or stood twice in the request. */
  @ApiProperty({ example: 0 })
  duplicates!: number;

  /** Position of the call's latest utterance. */
  @ApiProperty({ example: 12 })
  lastPosition!: number;
}
