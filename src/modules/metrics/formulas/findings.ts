import { AwsSentiment, Conversation, Quarters, Side, SpokenUtterance } from '../figures/conversation';
import { countFillers } from './fillers';
import { Interval, union } from './intervals';
import { Interruption, interruptionsBy } from './interruptions';
import { longestRun } from './longest-runs';
import { instancesOf, overtalk } from './overtalk';
import { Patience, patienceOf } from './patience';
import { Questions, questionsIn } from './questions';
import { nonTalk, silences } from './silence';
import { latestEnd, Speech, speechOf, TimedUtterance, timedOnes } from './speech';
import { Handover, handovers, turnsOf } from './turns';
import { weightedQuarters } from './quarters-weighted';
import { awsQuarters } from './quarters-aws';

/** What is found of a side by time. */
export interface SideFindings {
  speech: Speech;
  turns: Interval[];
  longest: Interval | undefined;
  /** Its turns that follow one of the other side. */
  handovers: Handover[];
  interruptions: Interruption[];
}

/** What is found by time, in a call of which every utterance is timed. */
export interface TimeFindings {
  lengthMs: number;
  sides: Record<Side, SideFindings>;
  /** When either speaks. */
  talk: readonly Interval[];
  overlaps: Interval[];
  overtalk: Interval[];
  silences: Interval[];
  nonTalk: Interval[];
  patience: Patience;
  weightedQuarters: Record<Side, Quarters<number | null>>;
  awsQuarters: AwsSentiment;
}

/** What is found in what an utterance says. */
export interface TextFindings {
  utterance: SpokenUtterance & { speaker: Side };
  fillers: number;
  questions: Questions;
}

/** Everything that figures are counted from, and explained by. */
export interface Findings {
  conversation: Conversation;
  texts: TextFindings[];
  /** Null unless every utterance is timed, and there is one. */
  time: TimeFindings | null;
}

export function find(conversation: Conversation): Findings {
  const { durationMs, utterances } = conversation;
  const timed = timedOnes(utterances);
  return {
    conversation,
    texts: utterances.filter(isOfSide).map((utterance) => ({
      utterance,
      fillers: countFillers(utterance.text),
      questions: questionsIn(utterance.text),
    })),
    time: timed && findByTime(timed, durationMs ?? 0),
  };
}

function findByTime(utterances: TimedUtterance[], durationMs: number): TimeFindings {
  const lengthMs = Math.max(durationMs, latestEnd(utterances));
  const speech = { agent: speechOf(utterances, 'agent'), customer: speechOf(utterances, 'customer') };
  const talk = union([...speech.agent.spoken, ...speech.customer.spoken]);
  const overlaps = overtalk(speech.agent, speech.customer);
  const silent = silences(talk, lengthMs);
  const sides = findSides(speech);
  return {
    ...{ lengthMs, sides, talk, overlaps, silences: silent },
    overtalk: instancesOf(overlaps),
    nonTalk: nonTalk(silent),
    patience: patienceOf(sides.agent.handovers),
    weightedQuarters: {
      agent: weightedQuarters(utterances, 'agent'),
      customer: weightedQuarters(utterances, 'customer'),
    },
    awsQuarters: awsQuarters(utterances),
  };
}

function findSides(speech: Record<Side, Speech>): Record<Side, SideFindings> {
  const turns = {
    agent: turnsOf(speech.agent, speech.customer),
    customer: turnsOf(speech.customer, speech.agent),
  };
  const of = (side: Side, other: Side): SideFindings => ({
    speech: speech[side],
    turns: turns[side],
    longest: longestRun(turns[side]),
    handovers: handovers(turns[side], turns[other]),
    interruptions: interruptionsBy(speech[side], speech[other], turns[other]),
  });
  return { agent: of('agent', 'customer'), customer: of('customer', 'agent') };
}

function isOfSide(utterance: SpokenUtterance): utterance is SpokenUtterance & { speaker: Side } {
  return utterance.speaker !== 'other';
}
