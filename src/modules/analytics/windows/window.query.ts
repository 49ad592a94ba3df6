import { Queryable } from '../../../core/database/database';
import { USUAL_DAYS } from '../limits';
import { DAY_BEGINS } from './day-begins.query';

/** A bound as it is asked for: a day of the time zone, an instant, or neither. */
export type Bound = { day: string } | { at: Date } | undefined;

/** Half-open. */
export interface Window {
  from: Date;
  to: Date;
}

const WINDOW = `
  WITH last AS (SELECT COALESCE($3::date, (now() AT TIME ZONE $5::text)::date) AS day),
    ends AS (SELECT COALESCE($4::timestamptz, ${DAY_BEGINS.afterLast}) AS "to" FROM last),
    first AS (
      SELECT COALESCE($1::date, ((ends."to" - interval '1 us') AT TIME ZONE $5::text)::date - ${USUAL_DAYS - 1}) AS day
      FROM ends)
  SELECT COALESCE($2::timestamptz, ${DAY_BEGINS.first}) AS "from", ends."to" FROM first, ends`;

/** The window from the first instant of its first day to the last of its last one, or as the instants say. */
export async function windowOf(db: Queryable, from: Bound, to: Bound, timezone: string): Promise<Window> {
  const [row] = await db.query<Window & Record<string, Date>>(
    WINDOW,
    [...partsOf(from), ...partsOf(to), timezone],
    'analytics.window',
  );
  if (row === undefined) throw new Error('There is no window.');
  return row;
}

function partsOf(bound: Bound): [string | null, Date | null] {
  if (bound === undefined) return [null, null];
  return 'day' in bound ? [bound.day, null] : [null, bound.at];
}
