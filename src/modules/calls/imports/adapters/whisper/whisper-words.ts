import { isAbsent, JsonObject, objectAt } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { readWords, WordFormat } from '../../reading/timed-words';

interface Times {
  startMs: number | null;
  endMs: number | null;
}

/**
 * Words that stand beside the segments instead of in them; a word is given to the segment it lies within. Both are read
 * once, in the order of the document.
 */
export class SharedWords {
  private next = 0;

  constructor(
    private readonly words: readonly unknown[],
    private readonly format: WordFormat,
    private readonly tally: FieldTally,
  ) {}

  /** The words of the next segment. Throws DocumentFault. */
  within({ startMs, endMs }: Times): { words?: JsonObject[] } {
    if (startMs === null || endMs === null) return {};
    while (this.isLeft && (this.timesOfNext().startMs ?? startMs) < startMs) this.dropNext();
    const first = this.next;
    while (this.isLeft && (this.timesOfNext().endMs ?? endMs) <= endMs) this.next += 1;
    const { format, tally } = this;
    return readWords(this.words.slice(first, this.next), { place: format.from, first }, format, tally);
  }

  /** Counts the words of no segment as dropped. */
  dropRest(): void {
    while (this.isLeft) this.dropNext();
  }

  private get isLeft(): boolean {
    return this.next < this.words.length;
  }

  private dropNext(): void {
    this.tally.drop(`${this.format.from}.*`, 'within no segment; the text has it');
    this.next += 1;
  }

  private timesOfNext(): Times {
    const { from, start, end, timeAt } = this.format;
    const place = `${from}.${this.next}`;
    const word = objectAt(this.words[this.next], place);
    const at = (name: string) => (isAbsent(word[name]) ? null : timeAt(word[name], `${place}.${name}`));
    return { startMs: at(start), endMs: at(end) };
  }
}
