import { pooled, total, UNTIMED } from '../making';
import { NON_TALK } from '../thresholds';

export const volume = [
  total({
    id: 'calls.v1',
    title: 'Calls',
    unit: 'count',
    numerator: { calls: 1 },
    decimals: 0,
    formula: 'The number of completed calls.',
    source: 'A plain count.',
  }),
  total({
    id: 'total_duration.v1',
    title: 'Total duration',
    unit: 'ms',
    numerator: { duration_ms: 1 },
    decimals: 0,
    formula: 'The sum of the durations that are known.',
    source: 'A plain sum.',
  }),
  total({
    id: 'total_talk_time.v1',
    title: 'Total talk time',
    unit: 'ms',
    numerator: { agent_ms: 1, customer_ms: 1, overlap_ms: -1 },
    decimals: 0,
    formula: 'The time in which the agent or the customer speaks, of all timed calls: Ta + Tc - O.',
    source: 'AWS Contact Lens publishes total talk time; here time that both speak in counts once.',
  }),
  pooled({
    id: 'duration.v1',
    title: 'Duration',
    unit: 'ms',
    numerator: { duration_ms: 1 },
    denominator: { durations: 1 },
    decimals: 0,
    formula:
      'The length of a call: its end - its start, else the end of its last utterance. Of several calls: the mean.',
    source: 'A plain mean; call centres call it average talk time.',
    nullMeans: 'No call has a known duration.',
  }),
  pooled({
    id: 'non_talk_time.v1',
    title: 'Non-talk time',
    unit: 'ms',
    numerator: { non_talk_ms: 1 },
    denominator: { timed: 1 },
    thresholds: NON_TALK,
    decimals: 0,
    formula:
      'The whole time of all silences longer than 3,000 ms, in which neither agent nor customer speaks, from 0 to D, the first and the last of the call included. Of several calls: the mean.',
    source: 'AWS Contact Lens: non-talk time counts absence of speech longer than 3 seconds.',
    nullMeans: `${UNTIMED}.`,
  }),
  pooled({
    id: 'non_talk_instances.v1',
    title: 'Non-talk instances',
    unit: 'count',
    numerator: { non_talk_instances: 1 },
    denominator: { timed: 1 },
    thresholds: NON_TALK,
    formula: 'The number of the silences of non_talk_time.v1. Of several calls: the mean.',
    source: 'AWS Contact Lens: instances of non-talk time.',
    nullMeans: `${UNTIMED}.`,
  }),
  pooled({
    id: 'silence_share.v1',
    title: 'Silence share',
    unit: 'ratio',
    numerator: { length_ms: 1, agent_ms: -1, customer_ms: -1, overlap_ms: 1 },
    denominator: { length_ms: 1 },
    formula:
      '(D - (Ta + Tc - O)) / D: the part of the call in which neither agent nor customer speaks. D is the duration, or the end of what is said last when that is later.',
    source: 'The complement of talk time; Verint publishes it as silence percentage.',
    nullMeans: `${UNTIMED}.`,
  }),
];
