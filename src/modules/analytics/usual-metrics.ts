/** What agents and days are usually compared by. */
export const usualMetrics: readonly string[] = [
  ...['calls.v1', 'duration.v1', 'talk_ratio.v1', 'longest_monologue.v1', 'patience_mean.v1', 'interactivity.v1'],
  ...['agent_interruptions.v1', 'sentiment.v1', 'customer_sentiment.v1', 'sentiment_shift.v1'],
];
