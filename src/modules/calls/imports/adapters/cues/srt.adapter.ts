import { headFields } from '../../../head-fields';
import { cueTimes, hasArrow } from '../../reading/clock';
import { textAt } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { LONGEST_CUE, MarkupLimit } from './markup-limit';
import { takeNamePrefixes } from './name-prefix';
import {
  addPart,
  inOrderOfSpeech,
  refuseBackwards,
  SpokenPart,
  tallyCue,
  toUtterances,
} from '../../reading/spoken-parts';
import { firstLines, Line, linesOf, trimBlanks } from '../../reading/text-lines';
import { Adapted, DocumentFault, FieldRule, TranscriptAdapter } from '../../transcript-adapter';
import { agentOfLabels, tellingLabelsNote } from '../../reading/voice-roles';
import { joinLines } from './webvtt-blocks';

const FIELDS: readonly FieldRule[] = [
  { from: 'cues.*.text', to: 'utterances.*.text', note: 'lines joined by a blank, formatting taken out' },
  { from: 'cues.*.start', to: 'utterances.*.startMs' },
  { from: 'cues.*.end', to: 'utterances.*.endMs' },
  { from: 'cues.*.voice', to: 'utterances.*.speaker', note: `a habitual "Name: "; ${tellingLabelsNote}` },
];
const NUMBER = /^\d{1,10}$/;
const FORMATTING = /<\/?(?:[bius]|em|strong|font(?: [^<>]{0,200})?)>|\{\\[^{}]{0,200}\}/gi;

/** SubRip. It has no standard: numbers may be missing, and an empty line within a text does not end it. */
export const srtAdapter: TranscriptAdapter = {
  format: 'srt',
  title: 'SubRip (SRT)',
  fields: FIELDS,
  losses: [...headFields, 'utterances.*.words', 'utterances.*.vendorSentiment'],

  recognises(document) {
    if (typeof document !== 'string') return false;
    const [first = '', second = ''] = firstLines(document, 2);
    return cueTimes(NUMBER.test(first) ? second : first) !== undefined;
  },

  adapt(document, roles): Adapted {
    const reader = new SrtReader();
    for (const line of linesOf(textAt(document, ''))) reader.read(line);
    reader.end();
    const { tally } = reader;
    const named = takeNamePrefixes(inOrderOfSpeech(reader.parts));
    for (const part of named.parts) tallyCue(part, tally);
    const { utterances, places, guessed } = toUtterances(named.parts, agentOfLabels(roles));
    return {
      call: { utterances },
      mapped: tally.mapped,
      dropped: tally.dropped,
      guessed: [...named.guessed, ...guessed],
      places,
    };
  },
};

class SrtReader {
  readonly tally = new FieldTally();
  readonly parts: SpokenPart[] = [];
  private readonly markup = new MarkupLimit(['<', '{']);
  private cues = 0;
  private length = 0;
  private lines: string[] = [];
  /** Undefined where the first cue has none. */
  private lastNumber?: number;
  private times?: { startMs: number; endMs: number };

  read(line: Line): void {
    const text = trimBlanks(line.text);
    const times = cueTimes(text);
    if (times !== undefined) {
      refuseBackwards(times.startMs, times.endMs, `line ${line.number}`);
      if (times.hasSettings) this.tally.drop('cues.*.settings', 'how it looks on a screen');
      this.takeNumber();
      this.end();
      this.times = times;
      this.cues += 1;
    } else this.readText(text, line.number);
  }

  /** Ends the cue that is being read. */
  end(): void {
    if (this.times === undefined) {
      if (this.lines.length > 0) throw new DocumentFault('line 1', 'must be the number or the times of a cue');
      return;
    }
    const { startMs, endMs } = this.times;
    const marked = joinLines(this.lines);
    this.markup.add(marked, `cue ${this.cues}`);
    const text = trimBlanks(this.withoutFormatting(marked));
    this.lines = [];
    this.length = 0;
    if (text.trim() === '') this.tally.drop('cues.*', 'nothing was said');
    else addPart(this.parts, { place: `cue ${this.cues}`, text, startMs, endMs });
  }

  private readText(text: string, number: number): void {
    const place = `line ${number}`;
    if (/^\d.*-->/.test(text) || (hasArrow(text) && this.endsInNumber()))
      throw new DocumentFault(place, 'must be two times such as 00:00:01,000 --> 00:00:02,500');
    if (this.times === undefined && text !== '' && (this.lines.length > 0 || !NUMBER.test(text))) {
      throw new DocumentFault(place, 'must be the number or the times of a cue');
    }
    if (text === '' && (this.times === undefined || this.lines.at(-1) === '')) return;
    this.length += text.length + 1;
    if (this.length > LONGEST_CUE) throw new DocumentFault(place, 'belongs to a cue that is too long');
    // An empty line is kept: it keeps a number at the end of a text from being taken for the next cue's.
    this.lines.push(text);
  }

  /** The last line is a number after an empty one: the times of a cue must follow. */
  private endsInNumber(): boolean {
    return NUMBER.test(this.lines.at(-1) ?? '') && (this.lines.at(-2) ?? '') === '';
  }

  /**
   * In a file that begins with a number, one before the times is the cue's where it stands behind an empty line or is
   * the next one; any other was said.
   */
  private takeNumber(): void {
    const number = this.lines.at(-1) ?? '';
    const mayHaveOne = this.times === undefined || this.lastNumber !== undefined;
    if (!mayHaveOne || !NUMBER.test(number)) return;
    if (!this.endsInNumber() && Number(number) !== Number(this.lastNumber) + 1) return;
    this.lastNumber = Number(number);
    this.lines.pop();
    this.tally.drop('cues.*.number', 'utterances are numbered in their order');
  }

  private withoutFormatting(text: string): string {
    let count = 0;
    const plain = text.replace(FORMATTING, () => {
      count += 1;
      return '';
    });
    if (count > 0) this.tally.drop('cues.*.text (formatting)', 'a call has no place for it', count);
    return plain;
  }
}
