import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';
import { Role, roles } from '../../../core/access/permissions';
import { IsStorableText } from '../../../core/http/fields';
import { PageQuery } from '../../../core/http/page-query.dto';
import { QueryBoolean, QueryChoice } from '../../../core/http/query-fields';
import { MAX_SEARCH_WORDS, SearchWords } from '../../../core/http/search-words';

export class UserListQuery extends PageQuery {
  /**
   * Users in whose user name, e-mail address or name each of these words begins a word. Capitals and punctuation make no
   * difference.
   */
  @ApiPropertyOptional({ example: 'mar', description: `At most ${MAX_SEARCH_WORDS} words.` })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 100)
  @SearchWords()
  q?: string;

  @QueryChoice(roles, { description: 'Users with this role.' })
  role?: Role;

  @QueryBoolean({ description: 'Only users who may sign in, or only those who may not.' })
  active?: boolean;
}
