import { MAX_TRANSCRIPT_LENGTH } from '../../../limits';
import { DocumentFault } from '../../transcript-adapter';

/** Most characters of one cue with its markup: more than the longest utterance, each character written as a reference. */
export const LONGEST_CUE = 200_000;
/** The longest transcript, each character written as a reference, and tags around the words of a day. */
const MOST_MARKUP = MAX_TRANSCRIPT_LENGTH + 500_000;

/** Bounds the markup of a document: it takes many times as long to read as what is said. */
export class MarkupLimit {
  private count = 0;

  /** @param beginnings characters that markup begins with */
  constructor(private readonly beginnings: readonly string[]) {}

  /** Throws DocumentFault when the document has too much of it with the text of this cue. */
  add(text: string, place: string): void {
    for (const beginning of this.beginnings) {
      for (let at = text.indexOf(beginning); at !== -1; at = text.indexOf(beginning, at + 1)) this.count += 1;
    }
    if (this.count > MOST_MARKUP)
      throw new DocumentFault(place, `brings the document beyond ${MOST_MARKUP} tags and references`);
  }
}
