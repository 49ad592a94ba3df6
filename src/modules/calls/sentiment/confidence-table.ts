import { SentimentLabel } from './sentiment-analyzer';

/**
 * The share of utterances whose human label agrees with the analyser's, per label: rows by |score|, columns by words
 * (bounds in `confidence.ts`). Measured on the even-indexed items of the four human-rated sets of Hutto & Gilbert 2014
 * (tweets, Amazon reviews, New York Times, movie reviews; 20 raters an item; each set weighing alike); checked on the
 * odd-indexed ones. "Neutral" is low by nature: raters left few texts within 0.05 of zero.
 * Written by `npm run bench:sentiment -- --fit`; not to be edited by hand.
 */
export const CONFIDENCE_TABLE: Readonly<Record<SentimentLabel, readonly (readonly number[])[]>> = {
  negative: [
    [0.72, 0.631, 0.609, 0.709],
    [0.843, 0.736, 0.701, 0.71],
    [0.917, 0.845, 0.799, 0.742],
    [0.919, 0.899, 0.83, 0.738],
    [0.956, 0.882, 0.914, 0.863],
  ],
  neutral: [[0.295, 0.205, 0.182, 0.158]],
  positive: [
    [0.585, 0.546, 0.496, 0.465],
    [0.733, 0.664, 0.617, 0.555],
    [0.859, 0.781, 0.711, 0.649],
    [0.941, 0.875, 0.817, 0.752],
    [0.944, 0.941, 0.931, 0.836],
  ],
};
