import { isAbsent, JsonObject, listAt, objectAt } from '../../reading/document';
import { FieldTally, NO_PLACE } from '../../reading/field-tally';

const SEGMENTS = 'results.sentiments.segments';

/**
 * Deepgram's sentiment by segments, which are told by the indices of their first and last words. One belongs to an
 * utterance only when it has exactly its words.
 */
export class SentimentSegments {
  private readonly byWords = new Map<string, JsonObject>();
  private wordsBefore = 0;
  private taken = 0;
  private readonly count: number;

  /** @param isNumbered whether the words of all utterances in turn have the indices of the segments */
  constructor(
    sentiments: unknown,
    private readonly isNumbered: boolean,
    private readonly tally: FieldTally,
  ) {
    const source = isAbsent(sentiments) ? {} : objectAt(sentiments, 'results.sentiments');
    const segments = isAbsent(source['segments']) ? [] : listAt(source['segments'], SEGMENTS);
    this.count = segments.length;
    segments.forEach((entry, index) => {
      const segment = objectAt(entry, `${SEGMENTS}.${index}`);
      this.byWords.set(`${String(segment['start_word'])}-${String(segment['end_word'])}`, segment);
    });
    tally.dropRest(source, ['segments'], 'results.sentiments.', NO_PLACE, {
      average: 'Parley computes its own metrics',
    });
  }

  /** The segment of exactly the words of the next utterance. */
  next(words: unknown): JsonObject | undefined {
    const first = this.wordsBefore;
    this.wordsBefore += Array.isArray(words) ? words.length : NaN;
    return this.isNumbered ? this.byWords.get(`${first}-${this.wordsBefore - 1}`) : undefined;
  }

  moodOf(segment: JsonObject | undefined): JsonObject {
    if (segment === undefined) return {};
    this.taken += 1;
    this.tally.map(SEGMENTS, 'utterances.*.vendorSentiment');
    const { sentiment: label, sentiment_score: score } = segment;
    return { vendorSentiment: { ...(isAbsent(label) ? {} : { label }), ...(isAbsent(score) ? {} : { score }) } };
  }

  /** Counts the segments that no utterance took as dropped. */
  dropRest(): void {
    for (let left = this.taken; left < this.count; left += 1) {
      this.tally.drop(`${SEGMENTS}.*`, 'not of exactly the words of an utterance without sentiment');
    }
  }
}
