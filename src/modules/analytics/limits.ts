/** What the daily sums cannot answer is computed from the calls of at most so many days. */
export const MAX_DAYS_OF_CALLS = 92;
