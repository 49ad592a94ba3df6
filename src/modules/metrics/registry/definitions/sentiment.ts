import { FigureName } from '../../figures/figures';
import { bothSides, ofCall, pooled, UNTIMED } from '../making';

const SCORE = {
  unit: 'score',
  scale: 0.0001,
  source: "Parley's analyser, measured against human raters (see README).",
} as const;

export const sentiment = [
  pooled({
    ...SCORE,
    id: 'sentiment.v1',
    title: 'Sentiment',
    numerator: { sentiment: 1 },
    denominator: { scored: 1 },
    formula:
      'The mean score of all utterances, -1 to 1, by speech time (by words when untimed). Of several calls: the mean of the calls.',
    nullMeans: 'Nothing was said.',
  }),
  ...bothSides((speaker) =>
    pooled({
      ...SCORE,
      id: `${speaker}_sentiment.v1`,
      title: `Sentiment of the ${speaker}`,
      speaker,
      numerator: { [`${speaker}_sentiment`]: 1 },
      denominator: { [`${speaker}_scored`]: 1 },
      formula: `The mean score of the ${speaker}'s utterances, -1 to 1, by speech time (by words when untimed). Of several calls: the mean of the calls.`,
      nullMeans: `The ${speaker} says nothing.`,
    }),
  ),
  pooled({
    ...SCORE,
    id: 'sentiment_shift.v1',
    title: 'Sentiment shift',
    speaker: 'customer',
    numerator: { shift: 1 },
    denominator: { shifts: 1 },
    formula:
      "The customer's mean score in the last quarter of the call minus that in the first, -2 to 2 (see sentiment_quarters.weighted.v1). Of several calls: the mean of the calls.",
    nullMeans: `${UNTIMED}, or the customer does not speak in both quarters.`,
  }),
  ...([1, 2, 3, 4] as const).map((quarter) =>
    pooled({
      ...SCORE,
      id: `customer_sentiment_quarter_${quarter}.v1`,
      title: `Sentiment of the customer in quarter ${quarter}`,
      speaker: 'customer',
      numerator: { [`customer_quarter_${quarter}` satisfies FigureName]: 1 },
      denominator: { [`customer_quarter_${quarter}_scored` satisfies FigureName]: 1 },
      formula: `The customer's part of sentiment_quarters.weighted.v1 in quarter ${quarter}. Of several calls: the mean of the calls.`,
      nullMeans: `${UNTIMED}, or the customer does not speak in that quarter.`,
    }),
  ),
  ...(['improving', 'declining', 'steady'] as const).map((trend) =>
    pooled({
      id: `${trend}_share.v1`,
      title: `Share of ${trend} calls`,
      unit: 'ratio',
      numerator: { [trend]: 1 },
      denominator: { improving: 1, declining: 1, steady: 1 },
      formula: `The share of calls that end on the trend ${trend}; of one call 1 or 0.`,
      source: "Parley's trend: the customer's recent mood against the whole talk's.",
      nullMeans: 'Nothing was said.',
    }),
  ),
  ofCall({
    id: 'sentiment_trend.v1',
    title: 'Sentiment trend',
    unit: 'score',
    formula: 'improving, declining or steady, as of the end of the call.',
    source: "Parley's trend: the customer's recent mood against the whole talk's.",
    nullMeans: 'Nothing was said.',
  }),
  ofCall({
    id: 'sentiment_quarters.weighted.v1',
    title: 'Sentiment by quarter, weighted',
    unit: 'score',
    formula:
      'The time from 0 to the latest end of any utterance in four equal quarters; in each the mean score of each side, an utterance counted by the milliseconds that it spends in the quarter, from its beginning to its end.',
    source: "The quarters of AWS Contact Lens, with Parley's scores and by speech time.",
    nullMeans: `${UNTIMED}; one quarter: that side does not speak in it.`,
  }),
  ofCall({
    id: 'sentiment_quarters.aws.v1',
    title: 'Sentiment by quarter, as AWS Contact Lens',
    unit: 'score',
    decimals: 1,
    formula:
      "POSITIVE +5, NEUTRAL 0, NEGATIVE -5 for each turn, by the source's own labels when it labels every turn, else by Parley's; each side's time from 0 to the end of its last turn in four equal quarters, their bounds rounded down to whole ms; a turn belongs to the quarter in which it begins; a quarter's score is the mean of its turns, the overall one the mean of the quarters that have any. A turn is an utterance of agent or customer.",
    source: 'AWS Contact Lens, sentiment by period; checked against the example that AWS publishes.',
    nullMeans: `${UNTIMED}; one quarter: no turn begins in it.`,
  }),
];
