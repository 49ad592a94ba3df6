/** Jobs of one owner that wait or run at a time; those of the system are not limited. */
export const MAX_UNFINISHED = 10_000;

/** A search by words goes through at most so many jobs, so that none goes through a table. */
export const SEARCHED_JOBS = 20_000;

/** Longest time that one summary tells of. */
export const MAX_SUMMARY_DAYS = 31;
