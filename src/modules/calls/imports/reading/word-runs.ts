import { isAbsent, JsonObject, objectAt } from './document';
import { FieldTally } from './field-tally';
import { readWords, WordFormat, wordText } from './timed-words';
import { GuessedField } from '../transcript-adapter';
import { Turn } from './turns';
import { Voice } from './voices';

const LONGEST_PAUSE_MS = 800;

/** How words became utterances. */
export const RUNS_GUESS: GuessedField = {
  field: 'utterances',
  guess: `words of one voice are one utterance until a pause of ${LONGEST_PAUSE_MS} ms`,
};

interface RunSource {
  /** Of the list of words. */
  place: string;
  format: WordFormat;
  /** Throws DocumentFault. */
  voiceOf(word: JsonObject, place: string): Voice;
  tally: FieldTally;
}

/** Turns made of words alone: of one voice, without a long pause. Throws DocumentFault. */
export function turnsOfWords(list: readonly unknown[], source: RunSource): Turn[] {
  const words = list.map((entry, index) => objectAt(entry, `${source.place}.${index}`));
  const turns: Turn[] = [];
  let first = 0;
  for (let index = 1; index <= words.length; index += 1) {
    if (index < words.length && isOneRun(words, index, source)) continue;
    const turn = turnOf(words.slice(first, index), first, source);
    if (turn !== undefined) turns.push(turn);
    first = index;
  }
  return turns;
}

/** Whether the word goes on with what the one before it said. */
function isOneRun(words: readonly JsonObject[], index: number, { place, format, voiceOf }: RunSource): boolean {
  const [before, word] = [words[index - 1] ?? {}, words[index] ?? {}];
  const [one, other] = [voiceOf(before, `${place}.${index - 1}`), voiceOf(word, `${place}.${index}`)];
  if (one.channel !== other.channel || one.speaker !== other.speaker) return false;
  const [end, start] = [before[format.end], word[format.start]];
  if (isAbsent(end) || isAbsent(start)) return true;
  const endMs = format.timeAt(end, `${place}.${index - 1}.${format.end}`);
  return format.timeAt(start, `${place}.${index}.${format.start}`) - endMs < LONGEST_PAUSE_MS;
}

function turnOf(run: JsonObject[], first: number, { place, format, voiceOf, tally }: RunSource): Turn | undefined {
  const texts = run.map((word, index) => wordText(word, `${place}.${first + index}`, format));
  const text = texts.filter((word) => word !== '').join(' ');
  const { words = [] } = readWords(run, { place, first }, format, tally);
  if (text === '') return undefined;
  tally.map(`${format.from}.*.${format.text[0]}`, 'utterances.*.text');
  const starts = words.map(({ startMs }) => startMs as number);
  const ends = words.map(({ endMs }) => endMs as number);
  return {
    place: `${place}.${first}`,
    voice: voiceOf(run[0] ?? {}, `${place}.${first}`),
    startMs: starts[0] ?? null,
    endMs: ends.length === 0 ? null : ends.reduce((latest, end) => Math.max(latest, end), starts[0] ?? 0),
    said: { text, ...(words.length === 0 ? {} : { words }) },
  };
}
