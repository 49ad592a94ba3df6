import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, IsString, IsUUID, Length, Matches, ValidateIf } from 'class-validator';
import { IsStorableText } from '../../../core/http/fields';

/** What is left out stays as it is; at least one field must be given. */
export class UpdateAgentDto {
  /** Shown from now on, also in calls that were there before: 1 to 200 characters, not only spaces. */
  @ApiPropertyOptional({ example: 'Maria Lopez' })
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  @Matches(/\S/, { message: 'must not be blank' })
  name?: string;

  /** 1 to 100 characters, not only spaces; null: none. */
  @ApiPropertyOptional({ example: 'Billing', type: String, nullable: true })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 100)
  @Matches(/\S/, { message: 'must not be blank' })
  team?: string | null;

  /** The account that the agent signs in with, of one agent at most; null: none. Takes the permission users.manage. */
  @ApiPropertyOptional({ example: null, type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @IsUUID()
  userId?: string | null;
}
