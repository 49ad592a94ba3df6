import { ApiProperty } from '@nestjs/swagger';
import { SessionRow } from '../../../../core/access/sessions/sessions.repository';

/** One login and what has become of it by refreshing. */
export class SessionDto {
  @ApiProperty({ example: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d', format: 'uuid' })
  id!: string;

  /** The user agent of the last login or refresh, up to 256 characters; null when it told none. */
  @ApiProperty({ example: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/131.0', type: String, nullable: true })
  device!: string | null;

  /** Address of the last login or refresh, as the trusted proxies tell it. */
  @ApiProperty({ example: '203.0.113.7', type: String, nullable: true })
  ip!: string | null;

  @ApiProperty({ example: '2026-03-01T09:30:00.000Z', format: 'date-time' })
  createdAt!: string;

  /** Time of the last login or refresh. */
  @ApiProperty({ example: '2026-03-01T11:45:00.000Z', format: 'date-time' })
  lastUsedAt!: string;

  /** When it ends unless it is refreshed before. */
  @ApiProperty({ example: '2026-03-15T11:45:00.000Z', format: 'date-time' })
  expiresAt!: string;

  /** Whether it is the session of this request. */
  @ApiProperty({ example: true })
  current!: boolean;
}

export function toSessionDto(row: SessionRow, currentId: string): SessionDto {
  const { id, device, ip, createdAt, lastUsedAt, expiresAt } = row;
  return {
    ...{ id, device, ip, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt.toISOString() },
    expiresAt: expiresAt.toISOString(),
    current: id === currentId,
  };
}
