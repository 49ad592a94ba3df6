import { ApiProperty } from '@nestjs/swagger';
import { Role, roles } from '../../../core/access/permissions';
import { AccountRow } from '../account-row';

/** A user as administrators see him. */
export class UserDto {
  @ApiProperty({ example: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d', format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'maria' })
  username!: string;

  /** Null for the first admin. */
  @ApiProperty({ example: 'maria@example.com', type: String, nullable: true })
  email!: string | null;

  /** How the user is called by others; null until set. */
  @ApiProperty({ example: 'Maria Lopez', type: String, nullable: true })
  name!: string | null;

  @ApiProperty({ example: 'user', enum: roles })
  role!: Role;

  /** Whether the user may sign in. */
  @ApiProperty({ example: true })
  active!: boolean;

  @ApiProperty({ example: '2026-03-01T09:30:00.000Z', format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ example: '2026-03-01T09:36:12.000Z', format: 'date-time' })
  updatedAt!: string;

  /** When the user last signed in; null when that was never, or so long ago that the session is no longer kept. */
  @ApiProperty({ example: '2026-03-02T08:00:00.000Z', type: String, format: 'date-time', nullable: true })
  lastLoginAt!: string | null;
}

export function toUserDto(row: AccountRow): UserDto {
  const { id, username, email, name, role, active, createdAt, updatedAt, lastLoginAt } = row;
  const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
  return { id, username, email, name, role, active, ...times, lastLoginAt: lastLoginAt?.toISOString() ?? null };
}
