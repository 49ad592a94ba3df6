import { Conversation, Measured, Side } from '../figures/conversation';
import { Figures, noFigures } from '../figures/figures';
import { Findings, find, TimeFindings } from './findings';
import { lengthOf, totalOf } from './intervals';
import { gapMs, medianWait } from './patience';
import { wordsOf } from './words';

const sides = ['agent', 'customer'] as const;
const quarters = [1, 2, 3, 4] as const;

/** Every figure of a completed call, and what cannot be added up over calls. */
export function measure(conversation: Conversation): Measured {
  return measured(find(conversation));
}

/** The figures of what was found. */
export function measured({ conversation, texts, time }: Findings): Measured {
  const figures = noFigures();
  countCall(figures, conversation);
  for (const { utterance, questions } of texts) {
    figures[`${utterance.speaker}_open_questions`] += questions.open;
    figures[`${utterance.speaker}_closed_questions`] += questions.closed;
  }
  copySentiment(figures, conversation);
  if (time === null) return { figures, details: { patienceMedianMs: null, weightedQuarters: null, awsQuarters: null } };
  countTime(figures, time);
  for (const side of sides) {
    countSide(figures, time, side);
    figures[`${side}_timed_words`] = figures[`${side}_words`];
  }
  for (const { utterance, fillers } of texts) figures[`${utterance.speaker}_fillers`] += fillers;
  const { weightedQuarters, awsQuarters, patience } = time;
  return { figures, details: { patienceMedianMs: medianWait(patience.waits), weightedQuarters, awsQuarters } };
}

function countCall(figures: Figures, { durationMs, utterances }: Conversation): void {
  figures.calls = 1;
  figures.durations = durationMs === null ? 0 : 1;
  figures.duration_ms = durationMs ?? 0;
  figures.transcribed = utterances.length > 0 ? 1 : 0;
  for (const side of sides) figures[`${side}_words`] = wordsOf(utterances, side);
}

function copySentiment(figures: Figures, { sentiment }: Conversation): void {
  const { overall, agent, customer, shift, trend } = sentiment;
  [figures.sentiment, figures.scored] = known(overall);
  [figures.agent_sentiment, figures.agent_scored] = known(agent);
  [figures.customer_sentiment, figures.customer_scored] = known(customer);
  [figures.shift, figures.shifts] = known(shift);
  if (trend !== null) figures[trend] = 1;
}

function countTime(figures: Figures, time: TimeFindings): void {
  figures.timed = 1;
  figures.length_ms = time.lengthMs;
  figures.overlap_ms = totalOf(time.overlaps);
  figures.overtalk_instances = time.overtalk.length;
  figures.non_talk_ms = totalOf(time.nonTalk);
  figures.non_talk_instances = time.nonTalk.length;
  figures.patience_ms = time.patience.waits.reduce((sum, wait) => sum + gapMs(wait), 0);
  figures.patience_gaps = time.patience.waits.length;
  figures.overlapped_responses = time.patience.overlapped.length;
  figures.switches = time.sides.agent.handovers.length + time.sides.customer.handovers.length;
  quarters.forEach((quarter, index) => {
    const [score, scored] = known(time.weightedQuarters.customer[index] ?? null);
    figures[`customer_quarter_${quarter}`] = score;
    figures[`customer_quarter_${quarter}_scored`] = scored;
  });
}

function countSide(figures: Figures, time: TimeFindings, side: Side): void {
  const { speech, turns, longest, interruptions } = time.sides[side];
  figures[`${side}_ms`] = totalOf(speech.spoken);
  figures[`${side}_talks`] = speech.spoken.length > 0 ? 1 : 0;
  figures[`${side}_turns`] = turns.length;
  figures[`${side}_longest_ms`] = longest === undefined ? 0 : lengthOf(longest);
  figures[`${side}_interruptions`] = interruptions.length;
}

/** A value and how many there are of it. */
function known(value: number | null): [value: number, count: number] {
  return value === null ? [0, 0] : [value, 1];
}
