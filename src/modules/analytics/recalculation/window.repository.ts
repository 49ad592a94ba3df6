import { Injectable } from '@nestjs/common';
import { Database } from '../../../core/database/database';
import { isDay } from '../../../core/http/fields';
import { DAY_BEGINS } from '../windows/day-begins.query';
import { Days } from './rollups.repository';

/** Which calls somebody asks for, by when they began: `from` and `to` each a day, an instant or left open. */
export interface AskedWindow {
  from?: string;
  to?: string;
}

/** The same in the zone of the rollups. */
export interface Window {
  /** The days that the window touches. */
  days: Days;
  dayCount: number;
  /** As Postgres writes times. */
  from: string;
  to: string;
}

interface WindowRow {
  first: string;
  last: string;
  dayCount: number;
  from: string;
  to: string;
}

@Injectable()
export class WindowRepository {
  constructor(private readonly database: Database) {}

  /** What is asked for, by the zone in which the rollups are kept; all calls where nothing is. */
  resolve(asked: AskedWindow): Promise<Window> {
    return this.ask(RESOLVE, asked);
  }

  /** The same; where nothing is asked for, up to the end of the present day, and from 30 days before the end on. */
  resolveRecent(asked: AskedWindow): Promise<Window> {
    return this.ask(RESOLVE_RECENT, asked);
  }

  /** Completed calls of the window of which no figures are stored, and those with figures of other formulas. */
  async unmeasured({ from, to }: Window, formulas: number): Promise<{ missing: number; outdated: number }> {
    const [row] = await this.database.query<{ missing: number; outdated: number }>(UNMEASURED, [from, to, formulas]);
    return row ?? { missing: 0, outdated: 0 };
  }

  private async ask(statement: string, { from, to }: AskedWindow): Promise<Window> {
    const [row] = await this.database.query<WindowRow>(statement, [...halves(from), ...halves(to)]);
    const { first, last, ...window } = row as WindowRow;
    return { ...window, days: { first, last } };
  }
}

/** A day, which stands for its beginning or, as `to`, for its end; or an instant. */
function halves(time: string | undefined): [string | null, string | null] {
  if (time === undefined) return [null, null];
  return isDay(time) ? [time, null] : [null, time];
}

function resolving(defaultFrom: string, defaultTo: string): string {
  return `
  WITH upto AS (
    SELECT timezone, COALESCE(${DAY_BEGINS.afterRecalculated}, $4::timestamptz, ${defaultTo}) AS "to" FROM rollup_state
  ), times AS (
    SELECT timezone, "to", COALESCE(${DAY_BEGINS.recalculatedFrom}, $2::timestamptz, ${defaultFrom}) AS "from" FROM upto
  ), days AS (
    SELECT "from", "to", ("from" AT TIME ZONE timezone)::date AS first,
      (("to" - interval '1 microsecond') AT TIME ZONE timezone)::date AS last FROM times
  )
  SELECT first::text, last::text, CASE WHEN "from" < "to" THEN last - first + 1 ELSE 0 END AS "dayCount",
    "from"::text, "to"::text FROM days`;
}

/** Open: further than any call can lie. */
const RESOLVE = resolving(`timestamptz '1900-01-01T00:00:00Z'`, `timestamptz '2200-01-01T00:00:00Z'`);
const RESOLVE_RECENT = resolving(DAY_BEGINS.recent, DAY_BEGINS.tomorrow);

const UNMEASURED = `
  SELECT (count(*) FILTER (WHERE f.call_id IS NULL))::int AS missing,
    (count(*) FILTER (WHERE f.formulas < $3))::int AS outdated
  FROM calls AS c LEFT JOIN call_figures AS f
    ON f.call_id = c.id AND f.started_at >= $1::timestamptz AND f.started_at < $2::timestamptz
  WHERE c.started_at >= $1::timestamptz AND c.started_at < $2::timestamptz AND c.status = 'completed'`;
