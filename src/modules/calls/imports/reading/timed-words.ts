import { MAX_WORD_LENGTH, MAX_WORDS } from '../../limits';
import { isAbsent, JsonObject, listAt, objectAt, textAt } from './document';
import { FieldTally, NO_PLACE } from './field-tally';
import { DocumentFault } from '../transcript-adapter';

const WORDS = 'utterances.*.words';

/** How a format writes its words. */
export interface WordFormat {
  /** Place of their list: `results.utterances.*.words`. */
  from: string;
  /** Names of the text; the first that is there is taken. */
  text: readonly string[];
  start: string;
  end: string;
  /** Names of the confidence; the first that is there is taken. */
  confidence: readonly string[];
  /** Members that are read elsewhere. */
  used?: readonly string[];
  /** Reads a time in ms. Throws DocumentFault. */
  timeAt(value: unknown, place: string): number;
  /** Why an entry is no word at all, and what to call such entries. */
  noWord?(entry: JsonObject): { from: string; reason: string } | undefined;
  /** Why a member is dropped, where there is a better reason than that a call has no place for it. */
  reasons?: Readonly<Record<string, string>>;
}

/**
 * The words that have times, as `{words}`; nothing when the document has no list of them. A word that cannot be stored
 * is counted as dropped: the text has it.
 * @param first index of the first word, where the list is part of a longer one
 * Throws DocumentFault.
 */
export function readWords(
  list: unknown,
  { place, first = 0 }: { place: string; first?: number },
  format: WordFormat,
  tally: FieldTally,
): { words?: JsonObject[] } {
  if (isAbsent(list)) return {};
  const words: JsonObject[] = [];
  listAt(list, place, MAX_WORDS).forEach((entry, index) => {
    const at = `${place}.${first + index}`;
    const other = format.noWord?.(objectAt(entry, at));
    if (other !== undefined) return tally.drop(other.from, other.reason);
    const word = readWord(objectAt(entry, at), at, format, tally);
    if (typeof word === 'string') tally.drop(`${format.from}.*`, word);
    else words.push(word);
  });
  return words.length === 0 ? {} : { words };
}

/** What a word says, without its surrounding white space. Throws DocumentFault. */
export function wordText(entry: JsonObject, place: string, { text }: WordFormat): string {
  const name = named(entry, text);
  return textAt(entry[name], `${place}.${name}`).trim();
}

/** The word, or why it cannot be stored. */
function readWord(entry: JsonObject, place: string, format: WordFormat, tally: FieldTally): JsonObject | string {
  const { start, end, timeAt, from } = format;
  const text = wordText(entry, place, format);
  if (text === '') return 'nothing was said';
  if (text.length > MAX_WORD_LENGTH) return `longer than ${MAX_WORD_LENGTH} characters; the text has it`;
  if (isAbsent(entry[start]) || isAbsent(entry[end])) return 'it has no times; the text has it';
  const startMs = timeAt(entry[start], `${place}.${start}`);
  const endMs = timeAt(entry[end], `${place}.${end}`);
  if (endMs < startMs) return 'it ends before it starts; the text has it';
  tally.map(from, WORDS);
  const known = [named(entry, format.text), start, end, named(entry, format.confidence), ...(format.used ?? [])];
  tally.dropRest(entry, known, `${from}.*.`, NO_PLACE, format.reasons);
  return { text, startMs, endMs, ...readConfidence(entry, place, format) };
}

function readConfidence(entry: JsonObject, place: string, { confidence }: WordFormat): JsonObject {
  const name = named(entry, confidence);
  const value = entry[name];
  if (isAbsent(value)) return {};
  if (typeof value === 'number' && value >= 0 && value <= 1) return { confidence: value };
  throw new DocumentFault(`${place}.${name}`, 'must be a number from 0 to 1');
}

/** The first of the names that says something, else the first. */
function named(entry: JsonObject, names: readonly string[]): string {
  return names.find((name) => !isAbsent(entry[name])) ?? names[0] ?? '';
}
