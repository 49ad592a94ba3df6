import { IsString, MaxLength, MinLength } from 'class-validator';

/** The payload of `auth_refresh`. */
export class AuthRefreshDto {
  /** A new access token of the same user, as `POST /auth/refresh` answers it. */
  @IsString()
  @MinLength(1)
  @MaxLength(4_096)
  token!: string;
}
