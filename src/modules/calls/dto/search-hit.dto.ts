import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { speakers } from '../entities/utterance.entity';
import { Speaker } from '../sentiment/rolling';
import { CallDto } from './call.dto';

/** An utterance in which a search found something. */
export class SearchHitDto {
  @ApiProperty({ example: 3 })
  seq!: number;

  @ApiProperty({ example: 5400, type: 'integer', nullable: true })
  startMs!: number | null;

  @ApiProperty({ example: 7200, type: 'integer', nullable: true })
  endMs!: number | null;

  @ApiProperty({ example: 'customer', enum: speakers })
  speaker!: Speaker;

  /**
   * About 200 characters around the first hit, as HTML that a page can insert: hits stand in `<mark>`, everything else is
   * escaped, an ellipsis stands where something was left out.
   */
  @ApiProperty({ example: 'My <mark>card</mark> fell into the water.' })
  snippet!: string;
}

/** A call of a list; the optional members come with `q`. */
export class ListedCallDto extends CallDto {
  /** The first utterances by `seq`, at most three, that hold any of the words looked for. */
  @ApiPropertyOptional({ type: [SearchHitDto] })
  hits?: SearchHitDto[];

  /** How many utterances do. */
  @ApiPropertyOptional({ type: 'integer', example: 1 })
  hitCount?: number;
}
