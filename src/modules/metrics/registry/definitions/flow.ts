import { bothSides, ofCall, pooled, UNTIMED } from '../making';
import { INTERRUPTION, OVERTALK, PATIENCE, TURN } from '../thresholds';

const GAPS =
  "gaps of 0 ms or more and less than 3,000 ms between the end of a customer's turn and the begin of the agent's that follows it in the order in which turns begin";

export const flow = [
  pooled({
    id: 'patience_mean.v1',
    title: 'Patience, mean',
    unit: 'ms',
    speaker: 'agent',
    numerator: { patience_ms: 1 },
    denominator: { patience_gaps: 1 },
    minDenominator: PATIENCE.minGaps,
    thresholds: { ...PATIENCE, ...TURN },
    decimals: 0,
    formula: `The mean of all ${GAPS}.`,
    source:
      'EvaluAgent and Gong publish patience as the time an agent waits before answering; longer silence is dead air.',
    nullMeans: `${UNTIMED}, or there are fewer than 3 such gaps.`,
  }),
  ofCall({
    id: 'patience_median.v1',
    title: 'Patience, median',
    unit: 'ms',
    speaker: 'agent',
    thresholds: { ...PATIENCE, ...TURN },
    decimals: 1,
    formula: `The median of all ${GAPS}.`,
    source: 'As patience_mean.v1; the median is not moved by a single long wait.',
    nullMeans: `${UNTIMED}, or there are fewer than 3 such gaps.`,
  }),
  pooled({
    id: 'patience_gaps.v1',
    title: 'Patience, number of gaps',
    unit: 'count',
    speaker: 'agent',
    numerator: { patience_gaps: 1 },
    denominator: { timed: 1 },
    thresholds: { ...PATIENCE, ...TURN },
    formula: `The number of ${GAPS}. Of several calls: the mean.`,
    source: 'The n of patience_mean.v1.',
    nullMeans: `${UNTIMED}.`,
  }),
  pooled({
    id: 'overlapped_responses.v1',
    title: 'Overlapped responses',
    unit: 'count',
    speaker: 'agent',
    numerator: { overlapped_responses: 1 },
    denominator: { timed: 1 },
    thresholds: TURN,
    formula: "The agent's turns that follow a customer's turn and begin before it ends. Of several calls: the mean.",
    source: 'What patience leaves out.',
    nullMeans: `${UNTIMED}.`,
  }),
  pooled({
    id: 'overtalk.v1',
    title: 'Overtalk',
    unit: 'ms',
    numerator: { overlap_ms: 1 },
    denominator: { timed: 1 },
    decimals: 0,
    formula:
      'O: the time in which agent and customer speak at once, backchannels included. Of several calls: the mean.',
    source: 'Verint and Microsoft Dynamics publish overtalk.',
    nullMeans: `${UNTIMED}.`,
  }),
  pooled({
    id: 'overtalk_instances.v1',
    title: 'Overtalk instances',
    unit: 'count',
    numerator: { overtalk_instances: 1 },
    denominator: { timed: 1 },
    thresholds: OVERTALK,
    formula:
      'The stretches of at least 300 ms in which both speak at once, backchannels included. Of several calls: the mean.',
    source: 'As overtalk.v1; shorter ones are a usual overlap at a change of turns.',
    nullMeans: `${UNTIMED}.`,
  }),
  ...bothSides((speaker) =>
    pooled({
      id: `${speaker}_interruptions.v1`,
      title: `Interruptions by the ${speaker}`,
      unit: 'count',
      speaker,
      numerator: { [`${speaker}_interruptions`]: 1 },
      denominator: { timed: 1 },
      thresholds: { ...INTERRUPTION, ...TURN },
      formula: `Utterances of the ${speaker}, those that touch taken as one and backchannels left out, that begin within a turn of the other side which began at least 1,000 ms before, and in which both then speak for at least 300 ms, in one piece or several. Of several calls: the mean.`,
      source: 'AWS Contact Lens publishes interruptions by participant, without its rule; the limits are our own.',
      nullMeans: `${UNTIMED}.`,
    }),
  ),
];
