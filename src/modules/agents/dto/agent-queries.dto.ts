import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';
import { IsStorableText } from '../../../core/http/fields';
import { PageQuery } from '../../../core/http/page-query.dto';
import { MAX_SEARCH_WORDS, SearchWords } from '../../../core/http/search-words';

export class AgentListQuery extends PageQuery {
  /**
   * Agents in whose name each of these words begins a word, or whose externalId begins with the text. Capitals and
   * punctuation make no difference in names, capitals none in externalIds.
   */
  @ApiPropertyOptional({ example: 'mar', description: `At most ${MAX_SEARCH_WORDS} words.` })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 100)
  @SearchWords()
  q?: string;

  /** Agents of this team, exactly as it is written. */
  @ApiPropertyOptional({ example: 'Billing' })
  @IsOptional()
  @IsString()
  @IsStorableText()
  @Length(1, 100)
  team?: string;
}
