import { ApiProperty } from '@nestjs/swagger';
import { Permission, permissions, Role, rolePermissions, roles } from '../../../core/access/permissions';
import { UserRecord } from '../../users/users.service';

/** A user as he sees himself. */
export class AccountDto {
  @ApiProperty({ example: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d', format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'maria' })
  username!: string;

  /** Null for the first admin. */
  @ApiProperty({ example: 'maria@example.com', type: String, nullable: true })
  email!: string | null;

  /** As the user wants to be called; null until it is set. */
  @ApiProperty({ example: 'Maria Lopez', type: String, nullable: true })
  name!: string | null;

  @ApiProperty({ example: 'user', enum: roles })
  role!: Role;

  /** What the role allows. */
  @ApiProperty({ example: ['account.own', 'calls.read'], enum: Object.keys(permissions), isArray: true })
  permissions!: Permission[];

  @ApiProperty({ example: '2026-03-01T09:30:00.000Z', format: 'date-time' })
  createdAt!: string;
}

export function toAccountDto({ id, username, email, name, role, createdAt }: UserRecord): AccountDto {
  const granted = [...rolePermissions[role]];
  return { id, username, email, name, role, permissions: granted, createdAt: createdAt.toISOString() };
}
