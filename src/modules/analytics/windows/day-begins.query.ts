/**
 * The first instant of a day: usually where the clock shows midnight; where it changes nearby, the first minute of that day
 * or, when there is no such day, of the next. As SQL, null where the day is.
 * @param day SQL of a date
 * @param zone SQL of the name of a time zone
 */
function beginOf(day: string, zone: string): string {
  return `(SELECT CASE WHEN (midnight - interval '3 h') AT TIME ZONE ${zone} = (${day})::timestamp - interval '3 h'
      THEN midnight
      ELSE (SELECT min(t) FROM generate_series(midnight - interval '3 h', midnight, interval '1 min') AS t
        WHERE (t AT TIME ZONE ${zone})::date >= (${day})) END
    FROM (SELECT (${day})::timestamp AT TIME ZONE ${zone} AS midnight) AS m)`;
}

/** When the days of answers, of reports and of recalculations begin, each in the words of its statement. */
export const DAY_BEGINS = {
  first: beginOf('first.day', '$5::text'),
  afterLast: beginOf('last.day + 1', '$5::text'),
  firstOfReport: beginOf('day - $2::int + 1', '$1::text'),
  afterReport: beginOf('day + 1', '$1::text'),
  recalculatedFrom: beginOf('$1::date', 'timezone'),
  afterRecalculated: beginOf('$3::date + 1', 'timezone'),
  recent: beginOf(`(("to" - interval '1 us') AT TIME ZONE timezone)::date - 29`, 'timezone'),
  tomorrow: beginOf('(now() AT TIME ZONE timezone)::date + 1', 'timezone'),
};
