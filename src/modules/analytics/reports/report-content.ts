import { Unit } from '../../metrics/metric-registry.service';

/** What a report tells, as it is stored. */
export interface ReportContent {
  columns: ReportColumn[];
  rows: ReportRow[];
  /** Of all rows together, as all calls of the days at once. */
  totals: ReportValues;
}

export interface ReportColumn {
  /** Id of the metric. */
  metric: string;
  title: string;
  unit: Unit;
}

export interface ReportRow {
  day: string | null;
  agentId: string | null;
  agentName: string | null;
  values: ReportValues;
}

/** By id of the metric; null where there is none. */
export type ReportValues = Record<string, number | null>;
