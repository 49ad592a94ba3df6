/**
 * The English words that the formulas know, small, with straight apostrophes. Words are what stands between blanks,
 * without the punctuation around it: "Uh-huh," is uh-huh.
 */

/** A listener's signals: each entry one word or several. */
export const BACKCHANNELS: readonly string[] = [
  ...['yeah', 'yep', 'yup', 'yes', 'ya', 'ok', 'okay', 'kay', 'right', 'alright', 'sure', 'exactly', 'absolutely'],
  ...['mm', 'mmm', 'mhm', 'mmhm', 'mm-hmm', 'mm-hm', 'mmhmm', 'hm', 'hmm', 'uh-huh', 'uhuh', 'uh-hum', 'um-hum', 'huh'],
  ...['oh', 'ah', 'aha', 'ooh', 'wow', 'really', 'gotcha', 'true', 'indeed', 'definitely', 'totally'],
  ...['good', 'great', 'nice', 'cool', 'perfect', 'fine', 'interesting', 'understood'],
  ...['all right', 'i see', 'i know', 'i understand', 'got it', 'of course', 'uh huh', 'mm hmm', 'mm hm', 'um hum'],
  ...["that's right", 'that is right', 'makes sense', 'fair enough', 'for sure', 'oh my', 'no way'],
];

export interface Filler {
  /** One word or several. */
  words: string;
  /** After these words it carries meaning, and is none. */
  notAfter?: readonly string[];
}

const LIKED = ["i'd", "you'd", "we'd", "they'd", "he'd", "she'd", 'would', 'do', 'does', 'did', "don't", "doesn't"];
const LIKERS = ['i', 'you', 'we', 'they', 'to', 'really', 'also', 'not', "didn't", "wouldn't", 'might', 'may', 'will'];
const LIKENED = ['is', "it's", "that's", 'was', 'be', 'look', 'looks', 'looked', 'looking', 'feel', 'feels', 'felt'];
const ALIKE = [
  'sound',
  'sounds',
  'sounded',
  'seem',
  'seems',
  'seemed',
  'something',
  'anything',
  'things',
  'just',
  'more',
];

/** Words that fill a pause and say nothing. */
export const FILLER_WORDS: readonly Filler[] = [
  ...['um', 'umm', 'uhm', 'uh', 'uhh', 'er', 'err', 'erm', 'ehm', 'hm', 'hmm'].map((words) => ({ words })),
  ...['basically', 'actually', 'literally', 'honestly'].map((words) => ({ words })),
  { words: 'like', notAfter: [...LIKED, ...LIKERS, ...LIKENED, ...ALIKE] },
  {
    words: 'you know',
    notAfter: ['do', 'did', "don't", "didn't", 'if', 'as', 'let', 'would', 'should', 'that', 'what'],
  },
  { words: 'i mean', notAfter: ['what', 'do', 'did', 'that'] },
  ...['kind of', 'sort of'].map((words) => ({
    words,
    notAfter: ['what', 'which', 'this', 'that', 'any', 'some', 'a', 'the', 'same', 'another', 'other', 'one', 'every'],
  })),
];

/** Said before a question without being part of it. */
export const LEAD_INS: readonly string[] = [
  ...[
    'um',
    'umm',
    'uhm',
    'uh',
    'er',
    'erm',
    'hm',
    'hmm',
    'so',
    'and',
    'but',
    'or',
    'then',
    'well',
    'now',
    'okay',
    'ok',
  ],
  ...['alright', 'right', 'sure', 'yeah', 'yes', 'yep', 'no', 'oh', 'ah', 'hi', 'hello', 'hey', 'great', 'perfect'],
  ...['good', 'thanks', 'sorry', 'please', 'actually', 'just', 'also'],
];

/** What the answer to is more than a yes, a no or a single fact. */
export const OPEN_BEGINNINGS: readonly string[] = [
  ...['what', 'why', 'how', "what's", 'whats', "how's", 'hows', "why's", "what're", "how're", "what'd", "how'd"],
  ...['tell me', 'describe', 'explain', 'could you tell me about', 'can you tell me about'],
  ...['could you describe', 'can you describe', 'could you explain', 'can you explain'],
  ...['in what way', 'for what reason'],
];

/** Begin like open ones and ask for a single fact; the longer of two beginnings decides. */
export const ONE_FACT_BEGINNINGS: readonly string[] = [
  ...['many', 'much', 'long', 'old', 'often', 'far', 'soon', 'big', 'tall', 'late', 'early'].map((of) => `how ${of}`),
  ...['time', 'day', 'date', 'year', 'month', 'number', 'size', 'color', 'colour'].map((of) => `what ${of}`),
];

export const QUESTION_WORDS: readonly string[] = [
  'what',
  'why',
  'how',
  'who',
  'whose',
  'whom',
  'when',
  'where',
  'which',
];

export const AUXILIARIES: readonly string[] = [
  ...['am', 'is', 'are', 'was', 'were', 'do', 'does', 'did', 'have', 'has', 'had', 'can', 'could', 'will', 'would'],
  ...['shall', 'should', 'may', 'might', 'must', "isn't", "aren't", "wasn't", "weren't", "don't", "doesn't", "didn't"],
  ...["haven't", "hasn't", "hadn't", "can't", "couldn't", "won't", "wouldn't", "shouldn't"],
];

/** After an auxiliary these make a question: "do you". */
export const SUBJECTS: readonly string[] = [
  ...['i', 'you', 'we', 'they', 'he', 'she', 'it', 'there', 'that', 'this', 'these', 'those', 'your', 'my', 'our'],
  ...['anyone', 'anybody', 'anything', 'someone', 'somebody'],
];

/** After a question word, words between and an auxiliary these make a question: "what city were you". */
export const PERSONS: readonly string[] = ['i', 'you', 'we', 'they', 'he', 'she', 'it'];

/** A full stop after these, or after a single letter, ends no sentence. */
export const ABBREVIATIONS: readonly string[] = ['mr', 'mrs', 'ms', 'dr', 'prof', 'st', 'vs', 'inc', 'ltd'];
