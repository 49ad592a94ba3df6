import { TURN } from '../registry/thresholds';
import { SpokenUtterance } from '../figures/conversation';
import { Interval, lengthOf } from './intervals';
import { BACKCHANNELS } from './word-lists';
import { spokenWords } from './words';

const listed = new Set(BACKCHANNELS);
const LONGEST_ENTRY = Math.max(...BACKCHANNELS.map((entry) => entry.split(' ').length));

/**
 * Whether a stretch of utterances is a listener's signal: at most 1,000 ms from begin to end, 1 to 5 words, all of them
 * listed. Utterances that touch are looked at together, so that "Okay." is none when its speaker goes on at once.
 */
export function isBackchannel(stretch: Interval, utterances: readonly SpokenUtterance[]): boolean {
  if (lengthOf(stretch) > TURN.backchannelMaxMs) return false;
  let words = 0;
  for (const { wordCount } of utterances) words += wordCount;
  if (words === 0 || words > TURN.backchannelMaxWords) return false;
  const spoken = utterances.flatMap(({ text }) => spokenWords(text));
  // Also of these: a rare blank may divide many of what is stored as one word.
  return spoken.length > 0 && spoken.length <= TURN.backchannelMaxWords && areListed(spoken);
}

/** Whether the words are a row of entries, however they are divided; there are few. */
function areListed(words: string[]): boolean {
  if (words.length === 0) return true;
  for (let length = 1; length <= Math.min(LONGEST_ENTRY, words.length); length++) {
    if (listed.has(words.slice(0, length).join(' ')) && areListed(words.slice(length))) return true;
  }
  return false;
}
