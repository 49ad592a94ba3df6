import { Conversation, Measured, Side } from '../../../src/modules/metrics/figures/conversation';
import { Figures, noFigures } from '../../../src/modules/metrics/figures/figures';
import { clockOf, isTimed } from './moments';
import { awsQuarters, weightedQuarters } from './quarters';
import { fillersIn, questionsIn } from './texts';
import { timingOf } from './timing';

const SIDES: Side[] = ['agent', 'customer'];

/**
 * The figures of a call a second time, by counting: written from the definitions alone, slow and without the formulas'
 * arithmetic on intervals, so that both are wrong together only where the definition is.
 */
export function referenceMeasure(conversation: Conversation): Measured {
  const timed = conversation.utterances.filter(isTimed);
  const isAllTimed = timed.length > 0 && timed.length === conversation.utterances.length;
  const texts = textFigures(conversation, isAllTimed);
  if (!isAllTimed) {
    const figures = { ...noFigures(), ...callFigures(conversation), ...texts };
    return { figures, details: { patienceMedianMs: null, weightedQuarters: null, awsQuarters: null } };
  }
  const clock = clockOf(conversation, timed);
  const { figures, patienceMedianMs } = timingOf(clock, timed);
  const [agent, customer] = [weightedQuarters(clock, timed, 'agent'), weightedQuarters(clock, timed, 'customer')];
  return {
    figures: {
      ...noFigures(),
      ...callFigures(conversation),
      ...texts,
      timed: 1,
      ...figures,
      ...quarterFigures(customer),
    },
    details: { patienceMedianMs, weightedQuarters: { agent, customer }, awsQuarters: awsQuarters(timed) },
  };
}

function callFigures({ durationMs, utterances, sentiment }: Conversation): Partial<Figures> {
  const known = (value: unknown) => (value === null ? 0 : 1);
  return {
    ...{
      calls: 1,
      duration_ms: durationMs ?? 0,
      durations: known(durationMs),
      transcribed: utterances.length > 0 ? 1 : 0,
    },
    ...{ sentiment: sentiment.overall ?? 0, scored: known(sentiment.overall) },
    ...{ agent_sentiment: sentiment.agent ?? 0, agent_scored: known(sentiment.agent) },
    ...{ customer_sentiment: sentiment.customer ?? 0, customer_scored: known(sentiment.customer) },
    ...{ shift: sentiment.shift ?? 0, shifts: known(sentiment.shift) },
    ...(sentiment.trend === null ? {} : { [sentiment.trend]: 1 }),
  };
}

function textFigures({ utterances }: Conversation, isAllTimed: boolean): Partial<Figures> {
  return Object.fromEntries(
    SIDES.flatMap((side) => {
      const own = utterances.filter(({ speaker }) => speaker === side);
      const sum = (count: (text: string) => number) => own.reduce((all, { text }) => all + count(text), 0);
      const words = own.reduce((all, { wordCount }) => all + wordCount, 0);
      return [
        [`${side}_words`, words],
        [`${side}_timed_words`, isAllTimed ? words : 0],
        [`${side}_fillers`, isAllTimed ? sum(fillersIn) : 0],
        [`${side}_open_questions`, sum((text) => questionsIn(text).open)],
        [`${side}_closed_questions`, sum((text) => questionsIn(text).closed)],
      ];
    }),
  );
}

function quarterFigures(scores: (number | null)[]): Partial<Figures> {
  return Object.fromEntries(
    scores.flatMap((score, index) => [
      [`customer_quarter_${index + 1}`, score ?? 0],
      [`customer_quarter_${index + 1}_scored`, score === null ? 0 : 1],
    ]),
  );
}
