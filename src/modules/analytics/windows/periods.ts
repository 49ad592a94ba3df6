import { AnalyticsErrors } from '../analytics.errors';
import { MAX_POINTS } from '../limits';

export const intervals = ['day', 'week', 'month'] as const;
export type Interval = (typeof intervals)[number];

const DAY_MS = 24 * 3_600_000;

/**
 * The days on which each period begins, from the one that holds `firstDay` to the one that holds `lastDay`; weeks begin on
 * Monday. Throws analytics.too_many_points.
 */
export function periodsOf(firstDay: string, lastDay: string, interval: Interval): string[] {
  const days: string[] = [];
  const last = Date.parse(lastDay);
  for (let time = beginOf(Date.parse(firstDay), interval); time <= last; time = next(time, interval)) {
    if (days.length === MAX_POINTS)
      throw AnalyticsErrors.tooManyPoints.with(`A series has at most ${MAX_POINTS} points; ask for longer intervals.`);
    days.push(toDay(time));
  }
  return days;
}

/** The day that many days after another one. */
export function dayAfter(day: string, days: number): string {
  return toDay(Date.parse(day) + days * DAY_MS);
}

export function daysBetween(day: string, later: string): number {
  return (Date.parse(later) - Date.parse(day)) / DAY_MS;
}

function beginOf(time: number, interval: Interval): number {
  const date = new Date(time);
  if (interval === 'week') return time - ((date.getUTCDay() + 6) % 7) * DAY_MS;
  return interval === 'month' ? date.setUTCDate(1) : time;
}

function next(time: number, interval: Interval): number {
  const date = new Date(time);
  if (interval === 'month') return date.setUTCMonth(date.getUTCMonth() + 1);
  return time + (interval === 'week' ? 7 : 1) * DAY_MS;
}

function toDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
