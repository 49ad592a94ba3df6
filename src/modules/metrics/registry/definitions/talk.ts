import { bothSides, pooled, UNTIMED } from '../making';
import { TURN } from '../thresholds';

export const talk = [
  ...bothSides((speaker) =>
    pooled({
      id: `${speaker}_talk_time.v1`,
      title: `Talk time of the ${speaker}`,
      unit: 'ms',
      speaker,
      numerator: { [`${speaker}_ms`]: 1 },
      denominator: { timed: 1 },
      decimals: 0,
      formula: `T: the time in which the ${speaker} speaks, the union of its utterances' words where as many words have times as there are words, else of the whole utterances; those that do not last are no speech. Of several calls: the mean.`,
      source: 'AWS Contact Lens: talk time per participant; the union counts no moment twice.',
      nullMeans: `${UNTIMED}.`,
    }),
  ),
  pooled({
    id: 'talk_ratio.v1',
    title: 'Talk ratio',
    unit: 'ratio',
    speaker: 'agent',
    numerator: { agent_ms: 1 },
    denominator: { agent_ms: 1, customer_ms: 1 },
    formula:
      'Ta / (Ta + Tc): how much of what is said the agent says. Of several calls: by time, so that long calls count more.',
    source: 'Zoom and EvaluAgent publish it as talk-listen ratio.',
    nullMeans: `${UNTIMED}, or neither side speaks.`,
  }),
  ...bothSides((speaker) =>
    pooled({
      id: `${speaker}_talk_share.v1`,
      title: `Talk share of the ${speaker}`,
      unit: 'ratio',
      speaker,
      numerator: { [`${speaker}_ms`]: 1 },
      denominator: { length_ms: 1 },
      formula: `T / D: the part of the call in which the ${speaker} speaks.`,
      source: 'Microsoft Dynamics publishes talking against the whole length of the call.',
      nullMeans: `${UNTIMED}.`,
    }),
  ),
  ...bothSides((speaker) =>
    pooled({
      id: speaker === 'agent' ? 'longest_monologue.v1' : 'longest_customer_story.v1',
      title: speaker === 'agent' ? 'Longest monologue' : 'Longest customer story',
      unit: 'ms',
      speaker,
      numerator: { [`${speaker}_longest_ms`]: 1 },
      denominator: { [`${speaker}_talks`]: 1 },
      thresholds: TURN,
      decimals: 0,
      formula: `The longest turn of the ${speaker} (see ${speaker}_turns.v1), from its beginning to its end; 0 when it gives backchannels only. Of several calls: the mean.`,
      source: 'Zoom: longest spiel; Microsoft Dynamics: longest monologue and longest customer story.',
      nullMeans: `${UNTIMED}, or the ${speaker} does not speak.`,
    }),
  ),
  ...bothSides((speaker) =>
    pooled({
      id: `${speaker}_turns.v1`,
      title: `Turns of the ${speaker}`,
      unit: 'count',
      speaker,
      numerator: { [`${speaker}_turns`]: 1 },
      denominator: { timed: 1 },
      thresholds: TURN,
      formula: `How often the ${speaker} has the word: runs of its speech with gaps of at most 2,000 ms, in which the other side says nothing but backchannels (gaps within an utterance are bridged whatever the other side says; overlap alone ends no turn). Backchannels make no turn and are part of none: utterances, those of a side that touch taken as one, of at most 5 words, all of them listed (yeah, mhm, okay, I see ...), and at most 1,000 ms. Of several calls: the mean.`,
      source: 'Turn-taking as in Sacks, Schegloff and Jefferson 1974, with limits of our own.',
      nullMeans: `${UNTIMED}.`,
    }),
  ),
  pooled({
    id: 'interactivity.v1',
    title: 'Interactivity',
    unit: 'per_minute',
    numerator: { switches: 1 },
    denominator: { length_ms: 1 },
    scale: 60_000,
    thresholds: TURN,
    decimals: 2,
    formula:
      'How often the word changes sides, per minute of the call: turns that follow one of the other side in the order in which they begin, by D. Of two that begin at once neither follows the other, and the next follows both.',
    source: 'Microsoft Dynamics: switches per conversation; here by the minute.',
    nullMeans: `${UNTIMED}.`,
  }),
];
