import { isAbsent, JsonObject, objectAt } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { readWords, WordFormat } from '../../reading/timed-words';

interface Span {
  /** Of the segment or word in its list. */
  index: number;
  startMs: number;
  endMs: number;
}

/** The times of a segment that takes words; null for one that takes none. */
export type SegmentTimes = { startMs: number | null; endMs: number | null } | null;

/**
 * Shares words that stand beside the segments out among them, in the order of their times: a word belongs where its
 * middle lies, since its edges often reach a little beyond the segment's. Counts the words of no segment as dropped.
 * Throws DocumentFault.
 * @returns the words of each segment
 */
export function shareWords(
  words: readonly unknown[],
  segments: readonly SegmentTimes[],
  format: WordFormat,
  tally: FieldTally,
): JsonObject[][] {
  const shared: JsonObject[][] = segments.map(() => []);
  const read = (index: number) => readWords([words[index]], { place: format.from, first: index }, format, tally).words;
  const find = segmentFinder(spansOf(segments));
  for (const span of timedWords(words, format, read)) {
    const at = find(span);
    if (at === undefined) tally.drop(`${format.from}.*`, 'within no segment; the text has it');
    else shared[at]?.push(...(read(span.index) ?? []));
  }
  return shared;
}

function spansOf(segments: readonly SegmentTimes[]): Span[] {
  return segments
    .flatMap((times, index) => {
      const { startMs, endMs } = times ?? { startMs: null, endMs: null };
      return startMs === null || endMs === null ? [] : [{ index, startMs, endMs }];
    })
    .sort((one, other) => one.startMs - other.startMs);
}

/** By their middles. Words without times are left to the reading, which says why it drops them. */
function timedWords(words: readonly unknown[], format: WordFormat, drop: (index: number) => void): Span[] {
  const { from, start, end, timeAt } = format;
  const spans: Span[] = [];
  words.forEach((entry, index) => {
    const word = objectAt(entry, `${from}.${index}`);
    const at = (name: string) => (isAbsent(word[name]) ? NaN : timeAt(word[name], `${from}.${index}.${name}`));
    const span = { index, startMs: at(start), endMs: at(end) };
    if (span.startMs <= span.endMs) spans.push(span);
    else drop(index);
  });
  return spans.sort((one, other) => middleOf(one) - middleOf(other));
}

/** Finds the segment of one word after the other, each with a later middle: both lists are walked once. */
function segmentFinder(segments: readonly Span[]): (word: Span) => number | undefined {
  let begun = 0;
  let longest: Span | undefined;
  return (word) => {
    const middle = middleOf(word);
    for (let next = segments[begun]; next !== undefined && next.startMs <= middle; next = segments[++begun]) {
      if (longest === undefined || next.endMs >= longest.endMs) longest = next;
    }
    const [latest, coming] = [segments[begun - 1], segments[begun]];
    if (latest !== undefined && latest.endMs >= middle) return latest.index;
    if (longest !== undefined && longest.endMs >= middle) return longest.index;
    const [before, after] = [overlap(word, longest), overlap(word, coming)];
    if (before <= 0 && after <= 0) return undefined;
    return before >= after ? longest?.index : coming?.index;
  };
}

const middleOf = ({ startMs, endMs }: Span) => (startMs + endMs) / 2;

function overlap(word: Span, segment: Span | undefined): number {
  if (segment === undefined) return 0;
  return Math.min(word.endMs, segment.endMs) - Math.max(word.startMs, segment.startMs);
}
