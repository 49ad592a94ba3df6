import { ApiProperty } from '@nestjs/swagger';
import { Permission, permissions, Role, rolePermissions, roles } from '../../../core/access/permissions';
import { UserRecord } from '../../users/users.service';

/** The token response of OAuth 2.0 (RFC 6749 section 5.1), with the user's id. */
export class TokenDto {
  /** The access token, for the header `Authorization: Bearer ...` and the socket handshake. */
  @ApiProperty({ example: 'eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9...' })
  access_token!: string;

  /** Always Bearer. */
  @ApiProperty({ example: 'Bearer' })
  token_type!: 'Bearer';

  /** Seconds until the token ends. */
  @ApiProperty({ example: 900 })
  expires_in!: number;

  /** Id of the user who signed in. */
  @ApiProperty({ example: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d', format: 'uuid' })
  user_id!: string;
}

/** A user as he sees himself. */
export class AccountDto {
  @ApiProperty({ example: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d', format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'maria' })
  username!: string;

  /** Null for the first admin. */
  @ApiProperty({ example: 'maria@example.com', type: String, nullable: true })
  email!: string | null;

  @ApiProperty({ example: 'user', enum: roles })
  role!: Role;

  /** What the role allows. */
  @ApiProperty({ example: ['account.own', 'calls.read'], enum: Object.keys(permissions), isArray: true })
  permissions!: Permission[];

  @ApiProperty({ example: '2026-03-01T09:30:00.000Z', format: 'date-time' })
  createdAt!: string;
}

export function toAccountDto({ id, username, email, role, createdAt }: UserRecord): AccountDto {
  return { id, username, email, role, permissions: [...rolePermissions[role]], createdAt: createdAt.toISOString() };
}
