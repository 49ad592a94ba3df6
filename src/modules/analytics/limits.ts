/** What the daily sums cannot answer is computed from the calls of at most so many days. */
export const MAX_DAYS_OF_CALLS = 92;
/** Of a series: three years by day. */
export const MAX_POINTS = 1_100;
export const MAX_BUCKETS = 100;
/** What is meant when nothing is said: up to and including today. */
export const USUAL_DAYS = 30;
/** Most metrics in one request. */
export const MAX_METRICS = 100;
