import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import { PASSWORD_LENGTH } from '../../../core/access/password-policy';
import { Role, roles } from '../../../core/access/permissions';
import { CodePoints, IsStorableText } from '../../../core/http/fields';

const ROLE_MESSAGE = `must be one of ${roles.join(', ')}`;

export class CreateUserDto {
  /** 3 to 64 letters, digits, dots, underscores or hyphens; upper and lower case are the same. */
  @ApiProperty({ example: 'otto' })
  @Matches(/^[A-Za-z0-9._-]{3,64}$/, { message: 'must be 3 to 64 letters, digits, dots, underscores or hyphens' })
  username!: string;

  /** The e-mail address, up to 254 characters. */
  @ApiProperty({ example: 'otto@example.com' })
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(254)
  email!: string;

  /** The first password, 8 to 256 characters; what is refused is the same as for those who register. */
  @ApiProperty({ example: 'correct horse battery', format: 'password' })
  @IsString()
  @IsStorableText()
  @CodePoints(PASSWORD_LENGTH.min, PASSWORD_LENGTH.max)
  password!: string;

  /** One whose permissions the caller holds. */
  @ApiProperty({ example: 'viewer', enum: roles })
  @IsIn(roles, { message: ROLE_MESSAGE })
  role!: Role;

  /** How the user is called by others: 1 to 200 characters, not only spaces; null: not said. */
  @ApiPropertyOptional({ example: 'Otto Brandt', type: String, nullable: true })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  @Matches(/\S/, { message: 'must not be blank' })
  name?: string | null;
}

/** What is left out stays as it is; at least one field must be given. */
export class UpdateUserDto {
  /** Whether the user may sign in; false ends his sessions and rests his API keys. */
  @ApiPropertyOptional({ example: true })
  @ValidateIf((_, value) => value !== undefined)
  @IsBoolean({ message: 'must be true or false' })
  active?: boolean;

  /** 1 to 200 characters, not only spaces; null: not said. */
  @ApiPropertyOptional({ example: 'Otto Brandt', type: String, nullable: true })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 200)
  @Matches(/\S/, { message: 'must not be blank' })
  name?: string | null;
}

export class ChangeRoleDto {
  /** One whose permissions the caller holds. */
  @ApiProperty({ example: 'viewer', enum: roles })
  @IsIn(roles, { message: ROLE_MESSAGE })
  role!: Role;
}
