import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '../../../../core/http/page-query.dto';

export class ApiKeyListQuery extends PageQuery {
  /** Keys of this user instead of one's own; takes the permission `users.manage`. */
  @ApiPropertyOptional({ example: '', format: 'uuid' })
  @IsOptional()
  @IsUUID()
  userId?: string;
}
