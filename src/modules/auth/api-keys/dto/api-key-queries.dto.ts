import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '../../../../core/http/page-query.dto';

export class ApiKeyListQuery extends PageQuery {
  /** Keys of this user instead of one's own; takes the permission `users.manage`. */
  @ApiPropertyOptional({ example: '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d', format: 'uuid' })
  @IsOptional()
  @IsUUID()
  userId?: string;
}
