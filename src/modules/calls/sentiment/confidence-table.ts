/** Placeholder until measured. */
export const CONFIDENCE_BINS = 10;
