import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { IsBoundedObject } from '../../../../core/http/bounded-object';
import { IsStorableText } from '../../../../core/http/fields';
import { IsLocale, IsTimeZoneName } from '../locale-fields';
import { ProfileRow } from '../profile.repository';

const PREFERENCES = { bytes: 16_000, levels: 5 };

/** How a user wants to be called and shown things. */
export class ProfileDto {
  /** Null until it is set. */
  @ApiProperty({ example: 'Maria Lopez', type: String, nullable: true })
  name!: string | null;

  /** BCP 47 language tag in its canonical form; null until it is set. */
  @ApiProperty({ example: 'de-DE', type: String, nullable: true })
  locale!: string | null;

  /** IANA time zone; null until it is set. */
  @ApiProperty({ example: 'Europe/Berlin', type: String, nullable: true })
  timeZone!: string | null;

  /** What the client keeps here; empty until it is set. */
  @ApiProperty({ example: { theme: 'dark' }, type: 'object', additionalProperties: true })
  preferences!: Record<string, unknown>;

  /** When the account was last changed. */
  @ApiProperty({ example: '2026-03-01T09:30:00.000Z', format: 'date-time' })
  updatedAt!: string;
}

/** What is left out stays as it is; at least one field must be given. */
export class UpdateProfileDto {
  /** 1 to 100 characters, not only spaces; null: none. */
  @ApiPropertyOptional({ example: 'Maria Lopez', type: String, nullable: true })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 100)
  @Matches(/\S/, { message: 'must not be blank' })
  name?: string | null;

  /** BCP 47 language tag, up to 64 characters; null: none. */
  @ApiPropertyOptional({ example: 'de-DE', type: String, nullable: true })
  @IsOptional()
  @IsLocale()
  locale?: string | null;

  /** IANA time zone; null: none. */
  @ApiPropertyOptional({ example: 'Europe/Berlin', type: String, nullable: true })
  @IsOptional()
  @IsTimeZoneName()
  timeZone?: string | null;

  /** Replaces all that was kept: a JSON object of at most 16,000 bytes and five levels; null: empty. */
  @ApiPropertyOptional({ example: { theme: 'dark' }, type: 'object', additionalProperties: true, nullable: true })
  @IsOptional()
  @IsBoundedObject(PREFERENCES)
  preferences?: Record<string, unknown> | null;
}

export function toProfileDto({ name, locale, timeZone, preferences, updatedAt }: ProfileRow): ProfileDto {
  return { name, locale, timeZone, preferences, updatedAt: updatedAt.toISOString() };
}
