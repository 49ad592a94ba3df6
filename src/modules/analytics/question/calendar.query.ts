import { Queryable } from '../../../core/database/database';
import { Calendar } from './plan';
import { Filters } from './question';

/**
 * Whether a day begins at an instant: before it there are earlier days alone, from it on none. Where the clock stays the
 * same for hours around it, one look back is enough; else every minute is looked at, since at some changes of the clock
 * the same day begins twice.
 */
function isDayBegin(instant: '$1' | '$2'): string {
  return `CASE
  WHEN (${instant}::timestamptz + interval '3 h') AT TIME ZONE $3::text
    = (${instant}::timestamptz - interval '3 h') AT TIME ZONE $3::text + interval '6 h'
  THEN (${instant}::timestamptz AT TIME ZONE $3::text)::time = '00:00'
  ELSE (SELECT max((${instant}::timestamptz - m * interval '1 min' - interval '1 us') AT TIME ZONE $3::text)::date
      < min(((${instant}::timestamptz + m * interval '1 min') AT TIME ZONE $3::text)::date)
    FROM generate_series(0, 180) AS m) END`;
}

const CALENDAR = `
  SELECT s.timezone AS "rollupTimezone",
    to_char($1::timestamptz AT TIME ZONE $3::text, 'YYYY-MM-DD') AS "firstDay",
    to_char($2::timestamptz AT TIME ZONE $3::text, 'YYYY-MM-DD') AS "endDay",
    ${isDayBegin('$1')} AND ${isDayBegin('$2')} AS "wholeDays"
  FROM rollup_state s`;

/** What the window of a question is in days. */
export async function calendarOf(db: Queryable, { from, to, timezone }: Filters): Promise<Calendar> {
  const [row] = await db.query<Calendar & Record<string, unknown>>(
    CALENDAR,
    [from, to, timezone],
    'analytics.calendar',
  );
  if (row === undefined) throw new Error('The rollups have no state.');
  return row;
}
