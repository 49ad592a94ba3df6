import { Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Length } from 'class-validator';
import { PageOf, TOTAL_CAP } from '../database/paging';
import { NotWith, QueryInteger } from './query-fields';

/** Room for the longest key of a list: a name of 200 characters, each of them escaped. */
const MAX_CURSOR = 2_048;

/** Where a page begins and how long it is; lists extend it by their filters. */
export class PageQuery {
  @QueryInteger({ min: 1, max: 200, default: 50, description: 'Most items on the page.' })
  limit: number = 50;

  @ApiPropertyOptional({
    description: '`nextCursor` of the page before, for the same list with the same filters.',
    // A cursor belongs to one list with its filters, so none can be shown that works: the field starts out empty.
    example: '',
    maxLength: MAX_CURSOR,
  })
  @IsOptional()
  @Length(1, MAX_CURSOR, { message: 'must be the nextCursor of a page' })
  cursor?: string;

  @NotWith('cursor')
  @QueryInteger({
    min: 0,
    max: 10_000,
    description: 'Items to skip; for longer ways use `cursor`. Not together with it.',
  })
  offset?: number;
}

const pages = new Map<Type<unknown>, Type<PageOf<unknown>>>();

/** The documented shape of a page of these items, to give to `@Operation({ ok: pageOf(CallDto) })`. */
export function pageOf<T>(item: Type<T>): Type<PageOf<T>> {
  const page = pages.get(item) ?? declarePage(item);
  pages.set(item, page);
  return page as Type<PageOf<T>>;
}

function declarePage(item: Type<unknown>): Type<PageOf<unknown>> {
  class Page implements PageOf<unknown> {
    @ApiProperty({ type: [item], description: 'The items of this page.' })
    items!: unknown[];

    @ApiProperty({
      type: String,
      nullable: true,
      example: null,
      description: '`cursor` of the next page; null on the last.',
    })
    nextCursor!: string | null;

    @ApiProperty({ type: 'integer', example: 1, description: `How many there are in all, counted up to ${TOTAL_CAP}.` })
    total!: number;

    @ApiProperty({ type: Boolean, example: false, description: `Whether there are more than ${TOTAL_CAP}.` })
    totalIsCapped!: boolean;
  }
  Object.defineProperty(Page, 'name', { value: `${item.name.replace(/Dto$/, '')}Page` });
  return Page;
}
