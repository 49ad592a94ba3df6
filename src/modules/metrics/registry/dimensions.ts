/** What metrics can be broken down by. */
export const dimensionIds = ['agent', 'direction', 'day', 'week', 'month', 'tag', 'status'] as const;
export type Dimension = (typeof dimensionIds)[number];

export interface DimensionDefinition {
  id: Dimension;
  title: string;
  description: string;
}

const texts: Record<Dimension, Omit<DimensionDefinition, 'id'>> = {
  agent: { title: 'Agent', description: 'Who handled the call, by id; null when the source does not tell.' },
  direction: { title: 'Direction', description: 'inbound or outbound; null when the source does not tell.' },
  day: { title: 'Day', description: 'The day in which the call began, in the asked time zone: 23, 24 or 25 hours.' },
  week: { title: 'Week', description: 'The week in which the call began, by its Monday, in the asked time zone.' },
  month: {
    title: 'Month',
    description: 'The month in which the call began, by its first day, in the asked time zone.',
  },
  tag: {
    title: 'Tag',
    description: 'Each tag of the call: a call with several counts in each of them, one without any under null.',
  },
  status: { title: 'Status', description: 'live or completed; only completed calls have metrics.' },
};

export const dimensions: readonly DimensionDefinition[] = dimensionIds.map((id) => ({ id, ...texts[id] }));
