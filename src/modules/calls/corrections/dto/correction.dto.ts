import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { IsStorableText } from '../../../../core/http/fields';
import { IsBoundedMetadata } from '../../dto/field-rules';
import { MAX_TAGS, MAX_TEXT_LENGTH, MAX_VERSION } from '../../limits';

/** Left out the value stays; null is a value of its own, and a wrong one here. */
const IfGiven = () => ValidateIf((_, value) => value !== undefined);

export class ExpectedVersionDto {
  /** The call's `epoch` as you read it: when somebody corrected the call since, nothing is changed. */
  @ApiProperty({ example: 1, type: 'integer', minimum: 1, maximum: MAX_VERSION })
  @IsInt()
  @Min(1)
  @Max(MAX_VERSION)
  expectedVersion!: number;
}

/** At least one of the details must be given; each replaces the whole old value. */
export class CorrectCallDto extends ExpectedVersionDto {
  /** At most 50 different tags of 1 to 64 characters; an empty list removes all. */
  @ApiPropertyOptional({ example: ['billing', 'callback'] })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @ArrayUnique()
  @IsString({ each: true })
  @IsStorableText({ each: true })
  @Length(1, 64, { each: true })
  tags?: string[];

  /** Whatever identifies the customer, 1 to 200 characters; null for none. */
  @ApiPropertyOptional({ example: '+49 30 7654321', type: String, nullable: true })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  customer?: string | null;

  /** A JSON object of at most 10,000 bytes and five levels; it is replaced as a whole, and `{}` removes everything. */
  @ApiPropertyOptional({ example: { queue: 'service' }, type: 'object', additionalProperties: true })
  @IfGiven()
  @IsBoundedMetadata()
  metadata?: Record<string, unknown>;
}

export class CorrectUtteranceDto extends ExpectedVersionDto {
  /** What was really said, 1 to 20,000 characters. */
  @ApiProperty({ example: 'I am trying to replace my lost credit card.' })
  @IsString()
  @IsStorableText()
  @Length(1, MAX_TEXT_LENGTH)
  text!: string;
}
