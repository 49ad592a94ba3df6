import { ApiProperty } from '@nestjs/swagger';
import { IssuedToken } from '../../../core/access/tokens/access-tokens';
import { Continued } from '../../../core/access/sessions/session-tokens';

/** The token response of OAuth 2.0 (RFC 6749 section 5.1), with the user's id. */
export class TokenDto {
  /** The access token, for the header `Authorization: Bearer ...` and the socket handshake. */
  @ApiProperty({ example: 'eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9...' })
  access_token!: string;

  /** Always Bearer. */
  @ApiProperty({ example: 'Bearer' })
  token_type!: 'Bearer';

  /** Seconds until the access token ends. */
  @ApiProperty({ example: 900 })
  expires_in!: number;

  /** To be exchanged, once, for the next answer of this kind at `POST /auth/refresh`. */
  @ApiProperty({ example: 'kZq3nVw0bH8y5tRj2LxMfA7cPd1eGsUoIiXvTQmW9rE' })
  refresh_token!: string;

  /** Id of the user who signed in. */
  @ApiProperty({ example: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d', format: 'uuid' })
  user_id!: string;
}

export function toTokenDto({ token, expiresIn }: IssuedToken, { refreshToken, userId }: Continued): TokenDto {
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: expiresIn,
    refresh_token: refreshToken,
    user_id: userId,
  };
}
