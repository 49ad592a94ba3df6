import { isSameTimeZone } from '../../../core/config/time-zone';
import { AdditiveMetric, FigureName, MetricRegistry } from '../../metrics/metric-registry.service';
import { AnalyticsErrors } from '../analytics.errors';
import { MAX_DAYS_OF_CALLS } from '../limits';
import { dimensions, Filters, Question } from './question';

/** What Postgres, whose time zones decide, tells of a window. */
export interface Calendar {
  /** Where the days of the rollups begin. */
  rollupTimezone: string;
  /** Days of the asked zone in which the window begins and ends, `2026-03-01`. */
  firstDay: string;
  endDay: string;
  /** Whether the window is made of whole days: what began on the days from `firstDay` up to before `endDay`, and nothing else. */
  wholeDays: boolean;
}

/** Where the figures are summed. */
export type Table = 'day_rollups' | 'call_rollups' | 'call_figures' | 'calls';

/** A question that can be asked, and of what. */
export interface Plan {
  table: Table;
  question: Question;
  metrics: readonly AdditiveMetric[];
  /** Figures that the metrics need, each once. */
  figures: readonly FigureName[];
  calendar: Calendar;
}

const DAY_MS = 24 * 3_600_000;
/** A window of whole days may hold a change of the clock. */
const CLOCK_CHANGE_MS = 3 * 3_600_000;

/**
 * Throws analytics.unknown_metric, analytics.not_additive, analytics.bad_question, and analytics.window_too_long for what
 * only the calls can answer.
 */
export function planOf(question: Question, calendar: Calendar, registry: MetricRegistry): Plan {
  refuseContradictions(question);
  const metrics = question.metrics.map((id) => additiveMetric(id, registry));
  const needed = new Set(metrics.flatMap(figuresOf));
  const figures = registry.figureNames.filter((name) => needed.has(name));
  const obstacle = whyNotRollups(question, calendar);
  if (obstacle !== undefined) refuseLongWindow(question.filters, obstacle);
  return {
    table: obstacle === undefined ? rollupFor(question) : callsFor(question),
    question,
    metrics,
    figures,
    calendar,
  };
}

/** The metric of that id. Throws analytics.unknown_metric, analytics.not_additive. */
export function additiveMetric(id: string, registry: MetricRegistry): AdditiveMetric {
  const metric = registry.find(id);
  if (metric === undefined) throw AnalyticsErrors.unknownMetric.with(`There is no metric ${JSON.stringify(id)}.`);
  if (metric.kind === 'call') throw AnalyticsErrors.notAdditive.with(`${id} is of a single call only.`);
  return metric;
}

export function figuresOf(metric: AdditiveMetric): FigureName[] {
  const sums = metric.kind === 'pooled' ? { ...metric.numerator, ...metric.denominator } : metric.numerator;
  return Object.keys(sums) as FigureName[];
}

/** Whether it takes more than the sums of the days, or than those of agents over some time. */
export function isCostly({ table, question: { filters } }: Plan): boolean {
  if (table === 'call_rollups') return filters.agentId === undefined && isLong(filters);
  return table !== 'day_rollups';
}

/** Throws analytics.window_too_long. */
export function refuseLongWindow(filters: Filters, obstacle: string): void {
  if (!isLong(filters)) return;
  throw AnalyticsErrors.windowTooLong.with(
    `${obstacle}, so this is computed from the calls, at most ${MAX_DAYS_OF_CALLS} days at a time.`,
  );
}

function isLong({ from, to }: Filters): boolean {
  return to.getTime() - from.getTime() > MAX_DAYS_OF_CALLS * DAY_MS + CLOCK_CHANGE_MS;
}

/** Throws analytics.bad_question. */
export function refuseRepeated(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw AnalyticsErrors.badQuestion.with(`${twice} is asked for twice.`);
}

function refuseContradictions({ metrics, dimensions: asked, filters, order, limit, offset }: Question): void {
  const refuse = (detail: string) => {
    throw AnalyticsErrors.badQuestion.with(detail);
  };
  if (metrics.length === 0) refuse('No metric is asked for.');
  refuseRepeated([...metrics, ...asked]);
  const unknown = asked.find((name) => !dimensions.includes(name));
  if (unknown !== undefined) refuse(`There is no dimension ${JSON.stringify(unknown)}.`);
  if (order !== undefined && ![...metrics, ...asked].includes(order.by))
    refuse(`The order is by ${JSON.stringify(order.by)}, which is not asked for.`);
  if (!(filters.from < filters.to)) refuse('The window ends before it begins.');
  const isCount = (value: number | undefined) => value === undefined || (Number.isSafeInteger(value) && value >= 0);
  if (!isCount(limit) || !isCount(offset)) refuse('limit and offset must be whole numbers from 0.');
}

/** Undefined when the rollups answer; else why they do not. */
function whyNotRollups({ dimensions: asked, filters }: Question, calendar: Calendar): string | undefined {
  if (filters.tag !== undefined || asked.includes('tag')) return 'Tags are not in the daily sums';
  if (filters.status !== undefined || asked.includes('status')) return 'The status is not in the daily sums';
  if (!isSameTimeZone(filters.timezone, calendar.rollupTimezone))
    return `The daily sums are of days in ${calendar.rollupTimezone}`;
  return calendar.wholeDays ? undefined : `The window is not made of whole days in ${filters.timezone}`;
}

function rollupFor({ dimensions: asked, filters }: Question): Table {
  const byAgent = asked.includes('agent') || filters.agentId !== undefined || filters.withAgent === true;
  return byAgent ? 'call_rollups' : 'day_rollups';
}

/** Live calls have no figures: where they are meant as well, the calls themselves are gone through. */
export function callsFor({ dimensions: asked, filters }: Pick<Question, 'dimensions' | 'filters'>): Table {
  const onlyCompleted = filters.status === 'completed' || (filters.status === undefined && !asked.includes('status'));
  return onlyCompleted ? 'call_figures' : 'calls';
}
