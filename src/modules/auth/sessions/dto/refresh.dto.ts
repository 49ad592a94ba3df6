import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { IsStorableText } from '../../../../core/http/fields';

export class RefreshDto {
  /** The `refresh_token` of the last answer, exactly as it came. */
  @ApiProperty({ example: 'kZq3nVw0bH8y5tRj2LxMfA7cPd1eGsUoIiXvTQmW9rE' })
  @IsString()
  @IsStorableText()
  @Length(1, 256)
  refresh_token!: string;
}
