import { Queryable } from '../../core/database/database';
import { TOTAL_CAP } from '../../core/database/paging';
import { conditionsOf, Parameters } from './call-conditions';
import { CallFilters, CallOrder } from './call-filters';
import { CALL_JSON } from './call-json';
import { PACKED_FIGURES } from '../metrics/call-figures.service';
import { CALLS } from './call-row';
import { FoundHits, hitsOf } from './search/hits.query';
import { SearchPlan } from './search/search-plan';

/** The row that a page comes after; `key` null where the order's value is unknown. */
export interface RowPlace {
  key: string | number | null;
  id: string;
}

/** Which calls, in which order, and which of them. */
export interface CallListing {
  filters: CallFilters;
  order: CallOrder;
  search?: SearchPlan;
  limit: number;
  offset: number;
  after?: RowPlace;
}

/** A page as the database makes it. */
export interface ListedCalls {
  /** JSON of each call and, behind a tab, its figures. */
  items: string[];
  /** How many there are, up to one past the cap. */
  total: number;
  /** The last row's place when more follow. */
  last: { key: string | null; id: string } | null;
  /** What the search finds in each call. */
  hits?: FoundHits[] | null;
}

const NOTHING = { total: 0, last: null };
/** Between the items, with a tab before the figures of each: no JSON that Postgres writes holds either. One text costs a tenth of what an array of texts does to read. */
const SEPARATOR = '\n';

/** One page and how many calls there are in all, by one statement and so of one moment. */
export async function listCalls(db: Queryable, listing: CallListing): Promise<ListedCalls> {
  const parameters = new Parameters();
  const [row] = await db.query<Omit<ListedCalls, 'items'> & { items: string | null }>(
    listStatement(listing, parameters),
    parameters.values,
    preparedName(listing),
  );
  return { ...(row ?? NOTHING), items: row?.items?.split(SEPARATOR) ?? [] };
}

/** Of pages of the usual size; its number stands in the statement, so that the plan of it serves every time. */
const USUAL_LIMIT = 50;

function isUsual({ limit, offset }: CallListing): boolean {
  return limit === USUAL_LIMIT && offset === 0;
}

/** Usual pages without filters are prepared: to plan one takes longer than to read it. Filters have too many combinations. */
function preparedName(listing: CallListing): string | undefined {
  const { filters, order, search, after } = listing;
  if (!isUsual(listing) || Object.values(filters).some((value) => value !== undefined)) return undefined;
  const place = after === undefined ? 'first' : after.key === null ? 'unknown' : 'known';
  const searched = search === undefined ? 'all' : search.inexact ? 'inexact' : 'search';
  return ['calls.list', order.by, order.descending ? 'down' : 'up', place, searched].join('.');
}

function listStatement(listing: CallListing, parameters: Parameters): string {
  const { order, search } = listing;
  const most = isUsual(listing) ? `${USUAL_LIMIT}` : parameters.add(listing.limit);
  const skipped = isUsual(listing) ? '0' : parameters.add(listing.offset);
  const parts = partsOf(listing, parameters, `${most}::int + ${skipped}::int + 1`);
  const hits = search === undefined ? '' : `, (${hitsOf(search, parameters)}) AS hits`;
  return `WITH ${parts.matches} total AS MATERIALIZED (${parts.total}),
    page AS MATERIALIZED (
      SELECT id, key, row_number() OVER (ORDER BY ${sortOf(order)}) AS place FROM (
        SELECT id, key FROM (${parts.rows}) AS rows ORDER BY ${sortOf(order)} LIMIT ${most}::int + 1 OFFSET ${skipped}
      ) AS cut),
    listed AS MATERIALIZED (SELECT * FROM page WHERE place <= ${most})
    SELECT (SELECT total FROM total) AS total,
      (SELECT string_agg(concat(${CALL_JSON}, E'\\t', ${PACKED_FIGURES}), E'\\n' ORDER BY listed.place) FROM listed, ${CALLS} WHERE c.id = listed.id) AS items,
      (SELECT json_build_object('key', ${writtenKey(order)}, 'id', id) FROM listed
       WHERE place = ${most} AND EXISTS (SELECT FROM page WHERE place > ${most})) AS last${hits}`;
}

/** Of a statement that lists calls. */
interface Parts {
  /** A common table expression of what the search finds, with a comma behind it, or nothing. */
  matches: string;
  /** SQL of a row with the total. */
  total: string;
  /** SQL of the page's rows `id, key`, and more. */
  rows: string;
}

function partsOf(listing: CallListing, parameters: Parameters, take: string): Parts {
  const { search, order, after } = listing;
  const conditions = conditionsOf(listing.filters, parameters);
  if (search === undefined) {
    const calls = { from: 'calls c', key: `c.${columnOf(order)}`, id: 'c.id', conditions: [...conditions] };
    return {
      matches: '',
      total: `SELECT count(*)::int AS total FROM (SELECT FROM calls c ${clause(conditions)} LIMIT ${TOTAL_CAP + 1}) AS counted`,
      rows: rowsOf(calls, { order, after, parameters }, take),
    };
  }
  if (conditions.length === 0 && order.by === 'startedAt')
    return searchAlone(search, { order, after, parameters }, take);
  const matched = { from: 'matched', key: 'key', id: 'id', conditions: [] };
  const found = `search_matches(${asked(search, parameters)}, NULL) AS m JOIN calls c ON c.id = m.call_id`;
  return {
    matches: `matched AS MATERIALIZED (SELECT c.id, c.${columnOf(order)} AS key FROM ${found} ${clause(conditions)}),`,
    total: `SELECT least(count(*), ${TOTAL_CAP + 1})::int AS total FROM matched`,
    rows: rowsOf(matched, { order, after, parameters }, take),
  };
}

interface Way {
  order: CallOrder;
  after?: RowPlace;
  parameters: Parameters;
}

/**
 * True at once, but dear in the planner's eyes. It takes a comparison with a stored document to be as cheap as one with a
 * number, though each has to be fetched from elsewhere first, and would rather compare them all than use the index.
 */
const NEVER_CHEAP = '(s.last_position >= 0 OR search_said(s.terms, NULL, NULL))';

/**
 * Without filters the row of the search says enough. Up to the cap all matches are sorted; beyond it a match is never far,
 * so the calls are gone through in their order until the page is full, and no common word sorts an archive.
 */
function searchAlone(search: SearchPlan, way: Way, take: string): Parts {
  const required = way.parameters.add(search.required);
  const excluded = way.parameters.add(search.excluded);
  const few = { from: 'matched', key: 'key', id: 'id', conditions: [`(SELECT total FROM total) <= ${TOTAL_CAP}`] };
  const many = {
    from: 'call_search s',
    key: 's.started_at',
    id: 's.call_id',
    conditions: [
      `(SELECT total FROM total) > ${TOTAL_CAP}`,
      `search_said(s.terms, ${required}::jsonb -> s.language, ${excluded}::jsonb -> s.language)`,
    ],
  };
  const said = search.inexact
    ? `search_said(s.terms, ${required}::jsonb -> s.language, ${excluded}::jsonb -> s.language)`
    : NEVER_CHEAP;
  return {
    matches: `matched AS MATERIALIZED (SELECT s.call_id AS id, s.started_at AS key FROM call_search s
      WHERE s.document @@ ${way.parameters.add(search.tsquery)}::tsquery AND ${said} LIMIT ${TOTAL_CAP + 1}),`,
    total: 'SELECT count(*)::int AS total FROM matched',
    rows: `${rowsOf(few, way, take)} UNION ALL ${rowsOf(many, way, take)}`,
  };
}

function asked({ tsquery, required, excluded, inexact }: SearchPlan, parameters: Parameters): string {
  return `${parameters.add(tsquery)}::tsquery, ${parameters.add(inexact ? required : null)}::jsonb,
    ${parameters.add(inexact ? excluded : null)}::jsonb`;
}

interface Rows {
  from: string;
  key: string;
  id: string;
  conditions: string[];
}

/** Subqueries that hold the page's rows. Unknown keys come last, so known and unknown ones are read apart, each by index. */
function rowsOf(rows: Rows, { order, after, parameters }: Way, take: string): string {
  const beyond = after === undefined ? '' : order.descending ? '<' : '>';
  const selected = `SELECT ${rows.id} AS id, ${rows.key} AS key FROM ${rows.from}`;
  const sorted = `ORDER BY ${rows.key} ${directionOf(order)}, ${rows.id} ${directionOf(order)} LIMIT ${take}`;
  const place =
    after === undefined || after.key === null
      ? []
      : [`(${rows.key}, ${rows.id}) ${beyond} (${parameters.add(after.key)}, ${parameters.add(after.id)})`];
  if (order.by === 'startedAt') return `(${selected} ${clause(rows.conditions.concat(place))} ${sorted})`;
  const unknownPlace = after?.key === null ? [`${rows.id} ${beyond} ${parameters.add(after.id)}`] : [];
  const unknown = clause(rows.conditions.concat([`${rows.key} IS NULL`], unknownPlace));
  const last = `(${selected} ${unknown} ORDER BY ${rows.id} ${directionOf(order)} LIMIT ${take})`;
  if (after?.key === null) return last;
  const known = clause(rows.conditions.concat([`${rows.key} IS NOT NULL`], place));
  return `(${selected} ${known} ${sorted}) UNION ALL ${last}`;
}

/** Over rows `id, key`. */
function sortOf(order: CallOrder): string {
  const unknownLast = order.by === 'startedAt' ? '' : 'key IS NULL, ';
  return `${unknownLast}key ${directionOf(order)}, id ${directionOf(order)}`;
}

function directionOf({ descending }: CallOrder): string {
  return descending ? 'DESC' : 'ASC';
}

function columnOf({ by }: CallOrder): string {
  if (by === 'startedAt') return 'started_at';
  return by === 'durationMs' ? 'duration_ms' : 'sentiment_final';
}

/** A key as a cursor holds it. */
function writtenKey({ by }: CallOrder): string {
  return by === 'startedAt' ? `to_char(key AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : 'key::text';
}

function clause(conditions: string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}
