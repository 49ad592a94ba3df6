import { bothSides, pooled, UNTIMED } from '../making';
import { FILLERS } from '../thresholds';

const QUESTIONS =
  'By English rules: a sentence is a question when it ends on a question mark, or on no mark at all and begins as one does (do you, what is, which one would you). It is open when its last asking clause begins with what, why, how, tell me and the like, closed when it asks for a yes or no or for one fact (who, when, where, how many, what time).';

export const words = [
  ...bothSides((speaker) =>
    pooled({
      id: `${speaker}_words.v1`,
      title: `Words of the ${speaker}`,
      unit: 'count',
      speaker,
      numerator: { [`${speaker}_words`]: 1 },
      denominator: { transcribed: 1 },
      decimals: 1,
      formula: `The words that the ${speaker} says. Of several calls: the mean.`,
      source: 'A plain count of what stands between spaces.',
      nullMeans: 'The call has no transcript.',
    }),
  ),
  ...bothSides((speaker) =>
    pooled({
      id: `${speaker}_words_per_minute.v1`,
      title: `Words per minute of the ${speaker}`,
      unit: 'words_per_minute',
      speaker,
      numerator: { [`${speaker}_timed_words`]: 1 },
      denominator: { [`${speaker}_ms`]: 1 },
      scale: 60_000,
      decimals: 1,
      formula: `The words of the ${speaker} by its own talk time.`,
      source: 'AWS Contact Lens: talk speed, words divided by talk time.',
      nullMeans: `${UNTIMED}, or the ${speaker} does not speak.`,
    }),
  ),
  ...bothSides((speaker) =>
    pooled({
      id: `${speaker}_fillers_per_minute.v1`,
      title: `Fillers per minute of the ${speaker}`,
      unit: 'per_minute',
      speaker,
      numerator: { [`${speaker}_fillers`]: 1 },
      denominator: { [`${speaker}_ms`]: 1 },
      scale: 60_000,
      minDenominator: FILLERS.minSpeechMs,
      thresholds: FILLERS,
      decimals: 2,
      formula: `Filler words (um, uh, er, like, you know and other listed English ones, but not after words that give them a meaning, as in would like, do you know) by the ${speaker}'s talk time.`,
      source: 'Zoom publishes filler words per minute; the list is our own.',
      nullMeans: `${UNTIMED}, or the ${speaker} speaks for less than 60 s.`,
    }),
  ),
  ...bothSides((speaker) => questions(speaker, 'open')),
  ...bothSides((speaker) => questions(speaker, 'closed')),
];

function questions(speaker: 'agent' | 'customer', kind: 'open' | 'closed') {
  return pooled({
    id: `${speaker}_${kind}_questions.v1`,
    title: `${kind === 'open' ? 'Open' : 'Closed'} questions of the ${speaker}`,
    unit: 'count',
    speaker,
    numerator: { [`${speaker}_${kind}_questions`]: 1 },
    denominator: { transcribed: 1 },
    formula: `The ${kind} questions that the ${speaker} asks. Of several calls: the mean. ${QUESTIONS}`,
    source: 'Zoom and EvaluAgent count questions; the rules, for English, are our own.',
    nullMeans: 'The call has no transcript.',
  });
}
