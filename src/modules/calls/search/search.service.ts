import { Injectable } from '@nestjs/common';
import { TextRange, readMarks } from './snippet';
import { parseSearch } from './query-syntax';
import { planSearch, SearchPlan } from './search-plan';
import { SearchRepository } from './search.repository';

/** Turns what a user looks for into what is asked of the database. */
@Injectable()
export class SearchService {
  constructor(private readonly search: SearchRepository) {}

  /** A search in the languages of all calls. Throws request.invalid naming `q`. */
  async plan(q: string): Promise<SearchPlan> {
    const clauses = parseSearch(q);
    return planSearch(clauses, await this.search.reduce(clauses, null));
  }

  /** Where a search finds something in one call, by seq. Throws request.invalid naming `q`. */
  async hitsIn(callId: string, q: string): Promise<Map<number, TextRange[]>> {
    const clauses = parseSearch(q);
    const language = await this.search.language(callId);
    if (language === undefined) return new Map();
    const plan = planSearch(clauses, await this.search.reduce(clauses, language));
    const found = await this.search.marked(callId, language, plan);
    return new Map(found.map(({ seq, marked }) => [seq, readMarks(marked).hits]));
  }
}
