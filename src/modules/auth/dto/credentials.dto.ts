import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsString, Length, Matches, MaxLength } from 'class-validator';
import { PASSWORD_LENGTH } from '../../../core/access/password-policy';
import { CodePoints, IsStorableText } from '../../../core/http/fields';

export class LoginDto {
  /** The user name; upper and lower case are the same. */
  @ApiProperty({ example: 'maria' })
  @IsString()
  @IsStorableText()
  @Length(1, 64)
  username!: string;

  /** The password, 1 to 256 characters, taken exactly as it is. */
  @ApiProperty({ example: 'correct horse battery', format: 'password' })
  @IsString()
  @IsStorableText()
  @CodePoints(1, PASSWORD_LENGTH.max)
  password!: string;
}

export class RegisterDto {
  /** 3 to 64 letters, digits, dots, underscores or hyphens. */
  @ApiProperty({ example: 'maria' })
  @Matches(/^[A-Za-z0-9._-]{3,64}$/, { message: 'must be 3 to 64 letters, digits, dots, underscores or hyphens' })
  username!: string;

  /** The e-mail address, up to 254 characters. */
  @ApiProperty({ example: 'maria@example.com' })
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(254)
  email!: string;

  /**
   * 8 to 256 characters; never trimmed or truncated. Common passwords are refused, and those that are mostly the user
   * name, the e-mail address or the word parley.
   */
  @ApiProperty({ example: 'correct horse battery', format: 'password' })
  @IsString()
  @IsStorableText()
  @CodePoints(PASSWORD_LENGTH.min, PASSWORD_LENGTH.max)
  password!: string;
}

export class ChangePasswordDto {
  /** The password as it is, taken exactly. */
  @ApiProperty({ example: 'correct horse battery', format: 'password' })
  @IsString()
  @IsStorableText()
  @CodePoints(1, PASSWORD_LENGTH.max)
  currentPassword!: string;

  /** As at registering: 8 to 256 characters, neither common nor mostly a name; never trimmed or truncated. */
  @ApiProperty({ example: 'incorrect pony charger', format: 'password' })
  @IsString()
  @IsStorableText()
  @CodePoints(PASSWORD_LENGTH.min, PASSWORD_LENGTH.max)
  newPassword!: string;
}
