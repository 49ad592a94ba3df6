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
    [0.72, 0.638, 0.605, 0.709],
    [0.843, 0.739, 0.7, 0.71],
    [0.917, 0.845, 0.801, 0.742],
    [0.919, 0.897, 0.829, 0.738],
    [0.956, 0.888, 0.915, 0.863],
  ],
  neutral: [[0.295, 0.206, 0.183, 0.158]],
  positive: [
    [0.586, 0.546, 0.496, 0.465],
    [0.733, 0.667, 0.618, 0.552],
    [0.86, 0.781, 0.711, 0.649],
    [0.942, 0.876, 0.817, 0.755],
    [0.944, 0.941, 0.931, 0.836],
  ],
};
