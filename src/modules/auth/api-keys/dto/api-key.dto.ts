import { ApiProperty } from '@nestjs/swagger';
import { permissions } from '../../../../core/access/permissions';
import { ApiKeyRow } from '../api-keys.repository';

/** An API key, as it can be told again. */
export class ApiKeyDto {
  @ApiProperty({ example: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d', format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'Dialer in the Berlin office' })
  name!: string;

  /** The beginning of the key, to recognise it by. */
  @ApiProperty({ example: 'parley_0aB3dE5fG' })
  prefix!: string;

  /** What it was given; it may only what its owner may as well. */
  @ApiProperty({ example: ['calls.read', 'calls.write'], enum: Object.keys(permissions), isArray: true })
  permissions!: string[];

  @ApiProperty({ example: '2026-03-01T09:30:00.000Z', format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ example: '2027-03-01T09:30:00.000Z', format: 'date-time' })
  expiresAt!: string;

  /** When it was last used, to within some minutes; null until then. */
  @ApiProperty({ example: null, type: String, format: 'date-time', nullable: true })
  lastUsedAt!: string | null;
}

/** A new API key with its secret. */
export class CreatedApiKeyDto extends ApiKeyDto {
  /** The key itself, told this once. */
  @ApiProperty({ example: 'parley_0aB3dE5fG_...' })
  key!: string;
}

export function toApiKeyDto({ id, name, prefix, permissions, ...times }: ApiKeyRow): ApiKeyDto {
  const createdAt = times.createdAt.toISOString();
  const lastUsedAt = times.lastUsedAt?.toISOString() ?? null;
  return { id, name, prefix, permissions, createdAt, expiresAt: times.expiresAt.toISOString(), lastUsedAt };
}
