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
    [0.72, 0.63, 0.611, 0.709],
    [0.844, 0.738, 0.699, 0.71],
    [0.917, 0.844, 0.796, 0.724],
    [0.919, 0.899, 0.833, 0.759],
    [0.956, 0.882, 0.914, 0.863],
  ],
  neutral: [[0.295, 0.207, 0.181, 0.159]],
  positive: [
    [0.585, 0.545, 0.496, 0.459],
    [0.734, 0.669, 0.613, 0.553],
    [0.859, 0.781, 0.708, 0.655],
    [0.941, 0.872, 0.82, 0.746],
    [0.944, 0.941, 0.931, 0.837],
  ],
};
