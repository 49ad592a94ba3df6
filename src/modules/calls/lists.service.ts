import { Injectable } from '@nestjs/common';
import { CursorCodec, CursorKey, PageOf, TOTAL_CAP } from '../../core/database/paging';
import { JsonText, jsonText } from '../../core/http/json-text';
import { callValuesText } from '../metrics/metric-registry.service';
import { CallOrder, toFilters, toOrder } from './call-filters';
import { ListedCalls, RowPlace } from './call-list.query';
import { CallsRepository } from './calls.repository';
import { ListedCallDto, SearchHitDto } from './dto/search-hit.dto';
import { CallListQuery } from './dto/call-queries.dto';
import { FoundHits } from './search/hits.query';
import { SearchService } from './search/search.service';
import { readMarks, toSnippet } from './search/snippet';

/** Lists calls and finds them. */
@Injectable()
export class ListsService {
  constructor(
    private readonly calls: CallsRepository,
    private readonly searches: SearchService,
  ) {}

  /** Throws request.invalid, paging.bad_cursor. */
  async list(query: CallListQuery): Promise<JsonText<PageOf<ListedCallDto>>> {
    const { limit, offset = 0, cursor, q, sort } = query;
    const filters = toFilters(query);
    const codec = new CursorCodec('calls', [filters, q, sort]);
    const order = toOrder(sort);
    const after = cursor === undefined ? undefined : placeOf(codec, cursor, order);
    const search = q === undefined ? undefined : await this.searches.plan(q);
    const listed = await this.calls.list({ filters, order, search, limit, offset, after });
    return pageText(listed, listed.last && codec.encode(keyOf(listed.last, order)));
  }
}

function placeOf(codec: CursorCodec, cursor: string, { by }: CallOrder): RowPlace {
  const [key, id] = codec.decode(cursor, [by === 'startedAt' ? 'instant' : 'integer', 'uuid']);
  return { key: key as RowPlace['key'], id: id as string };
}

function keyOf({ key, id }: { key: string | null; id: string }, { by }: CallOrder): CursorKey {
  return [key === null || by === 'startedAt' ? key : Number(key), id];
}

/** The items are put in as the database wrote them. */
function pageText({ items, hits, total }: ListedCalls, nextCursor: string | null): JsonText<PageOf<ListedCallDto>> {
  const calls = items.map(withMetrics);
  const listed = hits === undefined ? calls : calls.map((call, index) => withHits(call, hits?.[index]));
  const rest = { nextCursor, total: Math.min(total, TOTAL_CAP), totalIsCapped: total > TOTAL_CAP };
  return jsonText(`{"items":[${listed.join(',')}],${JSON.stringify(rest).slice(1)}`);
}

function withMetrics(item: string): string {
  const end = item.indexOf('\t');
  const figures = item.slice(end + 1);
  return `${item.slice(0, end - 1)},"metrics":${figures === '' ? null : callValuesText(figures)}}`;
}

function withHits(item: string, found: FoundHits | undefined): string {
  const members = { hitCount: found?.count ?? 0, hits: (found?.found ?? []).map(toHit) };
  return `${item.slice(0, -1)},${JSON.stringify(members).slice(1)}`;
}

function toHit({ marked, ...hit }: NonNullable<FoundHits['found']>[number]): SearchHitDto {
  const { text, hits } = readMarks(marked);
  return { ...hit, snippet: toSnippet(text, hits) };
}
