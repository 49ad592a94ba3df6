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
    intercept: 3.3163,
    weights: {
      strength: 1.6138,
      length: -0.7068,
      conflict: -1.0388,
      emphasis: 0.0699,
      manners: -2.8726,
      negation: 0.2498,
      boosters: 0.2437,
      question: 0.7019,
      person: 0.0458,
      wordLength: -0.1619,
      figures: -1.8052,
    },
    knots: [
      [0.0996, 0.5754],
      [0.5461, 0.6225],
      [0.7956, 0.6803],
      [0.979, 0.6977],
      [1.1346, 0.7459],
      [1.2736, 0.7598],
      [1.4189, 0.7992],
      [1.5593, 0.7992],
      [1.7085, 0.8508],
      [1.878, 0.8873],
      [2.1205, 0.8967],
      [2.7097, 0.9592],
    ],
  },
  neutral: {
    intercept: 0.7871,
    weights: {
      strength: 0,
      length: -0.3666,
      conflict: -3.6486,
      emphasis: -1.2794,
      manners: -0.2266,
      negation: -0.6865,
      boosters: -0.3896,
      question: 1.007,
      person: 0.01,
      wordLength: -0.2489,
      figures: 4.8335,
    },
    knots: [
      [-3.6873, 0.0308],
      [-2.4059, 0.1256],
      [-1.9935, 0.1303],
      [-1.7769, 0.1351],
      [-1.6322, 0.1351],
      [-1.512, 0.1588],
      [-1.3948, 0.1682],
      [-1.2802, 0.2387],
      [-1.1589, 0.2387],
      [-1.0219, 0.2678],
      [-0.8046, 0.3152],
      [-0.0704, 0.4976],
    ],
  },
  positive: {
    intercept: 1.0216,
    weights: {
      strength: 2.6405,
      length: -0.5944,
      conflict: -0.8274,
      emphasis: 1.2681,
      manners: 6.6201,
      negation: -0.4666,
      boosters: -0.1076,
      question: -0.5798,
      person: 0.6597,
      wordLength: 0.0169,
      figures: -0.2521,
    },
    knots: [
      [-0.6802, 0.3904],
      [-0.0287, 0.4819],
      [0.3644, 0.5828],
      [0.6769, 0.6287],
      [0.934, 0.6677],
      [1.1727, 0.7309],
      [1.3984, 0.7926],
      [1.6273, 0.8758],
      [1.9175, 0.8947],
      [2.3101, 0.914],
      [3.0087, 0.967],
      [5.0497, 0.9926],
    ],
  },
};
