export const reportKinds = ['daily_summary', 'agent_performance'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** How many days a report of a kind tells of, and by what it breaks them down. */
export const reportShapes: Record<ReportKind, { days: number; by: 'day' | 'agent' }> = {
  daily_summary: { days: 7, by: 'day' },
  agent_performance: { days: 30, by: 'agent' },
};
