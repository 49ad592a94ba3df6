import { MAX_CALL_MS } from '../limits';
import { DecayedMean, emptyDecayedMean, observe, valueE4 } from './decayed-mean';
import { addSpeech, emptySpeech, meanOf, Speech } from './speech-mean';

export { countWords } from './characters';

export type Speaker = 'agent' | 'customer' | 'other';
export type Trend = 'improving' | 'declining' | 'steady';

/** One scored stretch of speech; times in integer ms from the call's start, `scoreE4` in -10,000..10,000. */
export interface ScoredUtterance {
  seq: number;
  speaker: Speaker;
  startMs: number | null;
  endMs: number | null;
  words: number;
  scoreE4: number;
}

/** What a live call must remember to go on: about 800 bytes of JSON, kept in the call's row. */
export interface StreamState {
  v: 1;
  /** Latest moment reached, ms from the call's start. */
  clockMs: number;
  agent: Track;
  customer: Track;
  everyone: Track;
}

interface Track {
  spoken: number;
  speech: Speech;
  fast: DecayedMean;
  slow: DecayedMean;
}

/** Rolling score: speech 30 s ago counts half. About four to six turns of a call, so one "great" does not swing it. */
export const ROLLING_HALF_LIFE_MS = 30_000;
/** What the rolling score has half forgotten, the trend's slow mean still remembers: the talk so far. */
export const TREND_SLOW_HALF_LIFE_MS = 180_000;
/** Recent minus earlier (on -1..1) must pass this before a trend is called: about a quarter of one "good" (0.44). */
export const TREND_DEAD_BAND = 0.12;
/** Earlier speech is compared as if this many more words had been said at the present mood: a few words prove little. */
export const TREND_PRIOR_WORDS = 5;
/** No trend before this many utterances: a first reaction is a level, not a direction. */
export const TREND_MIN_UTTERANCES = 3;
/** Without timings, time passes with the words: 150 words a minute, a usual speaking rate. */
export const UNTIMED_MS_PER_WORD = 400;
/** One utterance weighs by its words up to this many, so that a monologue does not erase the talk before it. */
export const ROLLING_MAX_WORDS = 40;

export function emptyStreamState(): StreamState {
  return { v: 1, clockMs: 0, agent: emptyTrack(), customer: emptyTrack(), everyone: emptyTrack() };
}

/**
 * Takes one utterance into a call's state, in whatever order utterances arrive.
 * `rolling` is per speaker, -1..1 with 4 decimals, null until that speaker has spoken. The trend is the customer's, or
 * everyone's while the customer has said too little to have one.
 */
export function advance(
  state: StreamState,
  u: ScoredUtterance,
): { state: StreamState; rolling: { agent: number | null; customer: number | null }; trend: Trend } {
  const durationMs = durationOf(u);
  const words = wholeWithin(u.words, 0, MAX_CALL_MS / UNTIMED_MS_PER_WORD);
  const scoreE4 = wholeWithin(u.scoreE4, -10_000, 10_000);
  const weight = Math.min(Math.max(words, 1), ROLLING_MAX_WORDS);
  const atMs = durationMs === null ? after(state.clockMs, weight) : (u.endMs as number);
  const step = (track: Track): Track => ({
    spoken: track.spoken + 1,
    speech: addSpeech(track.speech, { durationMs, words, scoreE4 }),
    fast: observe(track.fast, { atMs, weight, scoreE4 }, ROLLING_HALF_LIFE_MS),
    slow: observe(track.slow, { atMs, weight, scoreE4 }, TREND_SLOW_HALF_LIFE_MS),
  });
  const next: StreamState = {
    v: 1,
    clockMs: Math.max(state.clockMs, atMs),
    agent: u.speaker === 'agent' ? step(state.agent) : state.agent,
    customer: u.speaker === 'customer' ? step(state.customer) : state.customer,
    everyone: step(state.everyone),
  };
  return {
    state: next,
    rolling: { agent: rollingOf(next.agent), customer: rollingOf(next.customer) },
    trend: trendOf(next),
  };
}

/**
 * Mean score per speaker and overall, -1..1 with 4 decimals, weighted by milliseconds of speech, or by words for the
 * whole call as soon as one utterance has no times. Null where nothing was said. Sums are exact integers, so the
 * result does not depend on the order of arrival.
 */
export function callSentiment(state: StreamState): {
  overall: number | null;
  agent: number | null;
  customer: number | null;
} {
  const timed = state.everyone.speech.untimed === 0;
  return {
    overall: meanOf(state.everyone.speech, timed),
    agent: meanOf(state.agent.speech, timed),
    customer: meanOf(state.customer.speech, timed),
  };
}

/**
 * The trend at the end of a call: the live definition run over the transcript in `seq` order, so that a call streamed
 * in order ends on the trend it is stored with.
 */
export function transcriptTrend(utterances: ScoredUtterance[]): Trend {
  const ordered = [...utterances].sort((a, b) => a.seq - b.seq);
  let state = emptyStreamState();
  let trend: Trend = 'steady';
  for (const u of ordered) ({ state, trend } = advance(state, u));
  return trend;
}

function emptyTrack(): Track {
  return { spoken: 0, speech: emptySpeech(), fast: emptyDecayedMean(), slow: emptyDecayedMean() };
}

/** Null when untimed, or when the times make no sense (backwards, not finite, beyond a day). */
function durationOf(u: ScoredUtterance): number | null {
  if (u.startMs === null || u.endMs === null) return null;
  const sane = u.startMs >= 0 && u.endMs >= u.startMs && u.endMs <= MAX_CALL_MS;
  return sane ? Math.round(u.endMs - u.startMs) : null;
}

function after(clockMs: number, words: number): number {
  return Math.min(clockMs + words * UNTIMED_MS_PER_WORD, MAX_CALL_MS);
}

function wholeWithin(value: number, min: number, max: number): number {
  return Number.isNaN(value) ? 0 : Math.round(Math.min(Math.max(value, min), max));
}

function rollingOf(track: Track): number | null {
  const mean = valueE4(track.fast);
  return mean === null ? null : Math.round(mean) / 10_000 + 0;
}

/**
 * Recent against earlier speech. The slow mean holds both; taking the fast one's share out of it leaves the earlier,
 * so that a call of half a minute shows its turn as clearly as a long one.
 */
function trendOf(state: StreamState): Trend {
  const { spoken, fast, slow } = state.customer.spoken >= TREND_MIN_UTTERANCES ? state.customer : state.everyone;
  if (spoken < TREND_MIN_UTTERANCES) return 'steady';
  const gap = ((valueE4(fast) ?? 0) - (valueE4(slow) ?? 0)) / 10_000;
  const drift = (gap * slow.weight) / (slow.weight - fast.weight + TREND_PRIOR_WORDS);
  if (drift > TREND_DEAD_BAND) return 'improving';
  return drift < -TREND_DEAD_BAND ? 'declining' : 'steady';
}
