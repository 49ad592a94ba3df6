import { isAbsent, JsonObject, listAt, objectAt } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';

const RESULTS = 'sentiment_analysis_results';

/** AssemblyAI's sentiment by sentences; one belongs to an utterance only when it is the whole of it. */
export class SentenceSentiments {
  private readonly bySentence = new Map<string, JsonObject>();
  private readonly count: number;
  private taken = 0;

  constructor(
    results: unknown,
    private readonly tally: FieldTally,
  ) {
    if (results === null) tally.drop(RESULTS, 'there are none');
    const list = isAbsent(results) ? [] : listAt(results, RESULTS);
    this.count = list.length;
    list.forEach((entry, index) => {
      const { start, end, text, ...result } = objectAt(entry, `${RESULTS}.${index}`);
      this.bySentence.set(JSON.stringify([start, end, text]), result);
    });
  }

  moodOf({ text, startMs, endMs }: { text: string; startMs: number; endMs: number }): JsonObject {
    const label = this.bySentence.get(JSON.stringify([startMs, endMs, text]))?.['sentiment'];
    if (isAbsent(label)) return {};
    this.taken += 1;
    this.tally.map(RESULTS, 'utterances.*.vendorSentiment.label');
    this.tally.drop(`${RESULTS}.*.confidence`, 'how sure the vendor is, not how good the mood');
    return { vendorSentiment: { label } };
  }

  /** Counts the sentences that are no utterance of their own as dropped. */
  dropRest(): void {
    for (let left = this.taken; left < this.count; left += 1) {
      this.tally.drop(`${RESULTS}.*`, 'not of exactly one utterance');
    }
  }
}
