/**
 * What is stored of each completed call: integers that can be added up over calls, so that a metric of one call and of a
 * million is the same division of the same sums. Times in ms, scores in ten-thousandths. A figure is 0 where it is unknown,
 * and then so is the figure that a metric divides by.
 */
export const figureNames = [
  /** 1. */
  'calls',
  'duration_ms',
  /** 1 when the duration is known. */
  'durations',
  /** 1 when every utterance is timed, and there is one. All that follows up to `customer_fillers` is 0 otherwise. */
  'timed',
  /** D: the duration, or the end of what is said last when that is later. */
  'length_ms',
  'agent_ms',
  'customer_ms',
  /** O: when both speak. */
  'overlap_ms',
  /** 1 when the side speaks for a millisecond or more. */
  'agent_talks',
  'customer_talks',
  'agent_timed_words',
  'customer_timed_words',
  'agent_longest_ms',
  'customer_longest_ms',
  'agent_turns',
  'customer_turns',
  /** Turns that follow one of the other side. */
  'switches',
  'patience_ms',
  'patience_gaps',
  'overlapped_responses',
  'non_talk_ms',
  'non_talk_instances',
  'overtalk_instances',
  'agent_interruptions',
  'customer_interruptions',
  'agent_fillers',
  'customer_fillers',
  /** 1 when anything was said. */
  'transcribed',
  'agent_words',
  'customer_words',
  'agent_open_questions',
  'agent_closed_questions',
  'customer_open_questions',
  'customer_closed_questions',
  'sentiment',
  'scored',
  'agent_sentiment',
  'agent_scored',
  'customer_sentiment',
  'customer_scored',
  'shift',
  'shifts',
  'improving',
  'declining',
  'steady',
  'customer_quarter_1',
  'customer_quarter_1_scored',
  'customer_quarter_2',
  'customer_quarter_2_scored',
  'customer_quarter_3',
  'customer_quarter_3_scored',
  'customer_quarter_4',
  'customer_quarter_4_scored',
] as const;

export type FigureName = (typeof figureNames)[number];
export type Figures = Record<FigureName, number>;

/** What is stored with an older number was computed by other formulas, and is computed anew by the recalculation. */
export const FORMULAS_VERSION = 1;

const none = Object.freeze(Object.fromEntries(figureNames.map((name) => [name, 0])) as Figures);

export function noFigures(): Figures {
  return { ...none };
}
