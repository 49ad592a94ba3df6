import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Length,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { Permission, permissions } from '../../../../core/access/permissions';
import { IsStorableText } from '../../../../core/http/fields';

/** A key that could make keys would outlive every other end of access. */
const grantable = (Object.keys(permissions) as Permission[]).filter((permission) => permission !== 'apiKeys.own');
const MAX_DAYS = 1_826;

export class CreateApiKeyDto {
  /** What the key is for, 1 to 100 characters. */
  @ApiProperty({ example: 'Dialer in the Berlin office' })
  @IsString()
  @IsStorableText()
  @Length(1, 100)
  name!: string;

  /** What the key may do: one or more of your own permissions, `apiKeys.own` excepted, each once. */
  @ApiProperty({ example: ['calls.read', 'calls.write'], enum: grantable, isArray: true, minItems: 1 })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(grantable.length)
  @ArrayUnique()
  @IsIn(grantable, { each: true, message: 'must be permissions that a key can carry' })
  permissions!: Permission[];

  /** Days until the key ends, 1 to 1826, which is five years; 365 when left out. */
  @ApiPropertyOptional({ example: 90, type: 'integer', minimum: 1, maximum: MAX_DAYS, default: 365 })
  // Not IsOptional: null is no number of days.
  @ValidateIf((_, days) => days !== undefined)
  @IsInt()
  @Min(1)
  @Max(MAX_DAYS)
  expiresInDays: number = 365;
}
