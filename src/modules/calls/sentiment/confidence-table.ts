import { ConfidenceTable } from './confidence-model';

/**
 * How often twenty people agreed with each label, by the traits of the text. Fitted on the texts of odd-numbered sources
 * in the four rated sets of Hutto & Gilbert 2014 (tweets, Amazon reviews, New York Times, movie reviews), every text
 * counting once: a logistic regression, then the shares measured along it. Checked on the other sources. "Neutral" is
 * low by nature: people leave few texts within 0.05 of zero.
 * Written by `npm run bench:sentiment -- --fit`; not to be edited by hand.
 */
export const CONFIDENCE_TABLE: ConfidenceTable = {
  negative: {
    intercept: 3.3152,
    weights: [
      1.6141, // strength
      -0.7068, // length
      -1.0386, // conflict
      0.0698, // emphasis
      -2.8714, // manners
      0.2498, // negation
      0.2438, // boosters
      0.7018, // question
      0.0458, // person
      -0.1618, // wordLength
      -1.7771, // figures
    ],
    knots: [
      [0.0995, 0.5754],
      [0.5459, 0.6225],
      [0.7954, 0.6803],
      [0.9788, 0.6977],
      [1.1343, 0.7426],
      [1.2735, 0.7631],
      [1.4187, 0.7992],
      [1.5591, 0.7992],
      [1.7084, 0.8508],
      [1.8778, 0.8873],
      [2.1202, 0.8967],
      [2.7094, 0.9592],
    ],
  },
  neutral: {
    intercept: 0.7919,
    weights: [
      0, // strength
      -0.3653, // length
      -3.6506, // conflict
      -1.2764, // emphasis
      -0.2323, // manners
      -0.6872, // negation
      -0.3895, // boosters
      1.0071, // question
      0.0085, // person
      -0.2498, // wordLength
      4.6612, // figures
    ],
    knots: [
      [-3.6852, 0.0308],
      [-2.4029, 0.1256],
      [-1.9909, 0.1303],
      [-1.7748, 0.1303],
      [-1.6301, 0.1398],
      [-1.5095, 0.1588],
      [-1.3926, 0.1682],
      [-1.2781, 0.2411],
      [-1.1581, 0.2411],
      [-1.02, 0.2678],
      [-0.806, 0.3104],
      [-0.0777, 0.4976],
    ],
  },
  positive: {
    intercept: 1.0209,
    weights: [
      2.6407, // strength
      -0.5945, // length
      -0.8272, // conflict
      1.268, // emphasis
      6.6205, // manners
      -0.4665, // negation
      -0.1075, // boosters
      -0.5797, // question
      0.6597, // person
      0.017, // wordLength
      -0.2286, // figures
    ],
    knots: [
      [-0.6804, 0.3904],
      [-0.0288, 0.4819],
      [0.3642, 0.5828],
      [0.6768, 0.6287],
      [0.9339, 0.6699],
      [1.1726, 0.7309],
      [1.3983, 0.7904],
      [1.6272, 0.8758],
      [1.9174, 0.8947],
      [2.31, 0.914],
      [3.0087, 0.967],
      [5.0495, 0.9926],
    ],
  },
};
