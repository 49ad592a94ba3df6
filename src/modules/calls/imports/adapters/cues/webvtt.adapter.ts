import { headFields } from '../../../head-fields';
import { WEBVTT_HEAD } from '../../../exports/own-marks';
import { cueTimes } from '../../reading/clock';
import { readCueText, Segment } from './cue-text';
import { JsonObject, objectAt, textAt } from '../../reading/document';
import { parseEmbedded } from '../../reading/embedded-json';
import { FieldTally } from '../../reading/field-tally';
import { MarkupLimit } from './markup-limit';
import { takeNamePrefixes } from './name-prefix';
import { refuseUnfinished } from '../../reading/refuse-unfinished';
import {
  addPart,
  inOrderOfSpeech,
  refuseBackwards,
  SpokenPart,
  tallyCue,
  toUtterances,
} from '../../reading/spoken-parts';
import { withoutByteOrderMark } from '../../reading/text-lines';
import { Adapted, DocumentFault, FieldRule, TranscriptAdapter } from '../../transcript-adapter';
import { agentOfLabels, tellingLabelsNote } from '../../reading/voice-roles';
import { Block, blocksOf, joinLines } from './webvtt-blocks';

const FIELDS: readonly FieldRule[] = [
  { from: 'cues.*.text', to: 'utterances.*.text', note: 'lines joined by a blank, markup taken out' },
  { from: 'cues.*.start', to: 'utterances.*.startMs', note: 'not where several voices share a cue' },
  { from: 'cues.*.end', to: 'utterances.*.endMs', note: 'not where several voices share a cue' },
  {
    from: 'cues.*.voice',
    to: 'utterances.*.speaker',
    note: `<v Name>, else a habitual "Name: "; ${tellingLabelsNote}`,
  },
  { from: 'cues.*.identifier', to: 'utterances.*.seq', note: 'in what Parley wrote itself' },
  { from: 'header.Language', to: 'language' },
  ...headFields.map((name) => ({ from: `NOTE.${name}`, to: name, note: 'in what Parley wrote itself' })),
];
const LANGUAGE = /^Language:[ \t]*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})[ \t]*$/;
const MAGIC = /^WEBVTT(?:[ \t\r\n]|$)/;

/** WebVTT of the W3C. A cue's times are those of its speech only where one voice speaks in it. */
export const webvttAdapter: TranscriptAdapter = {
  format: 'webvtt',
  title: 'WebVTT',
  fields: FIELDS,
  losses: ['utterances.*.words', 'utterances.*.vendorSentiment'],

  recognises: isWebvtt,

  adapt(document, roles): Adapted {
    const source = textAt(document, '');
    if (!isWebvtt(source)) throw new DocumentFault('line 1', 'must begin with WEBVTT');
    const reader = new WebvttReader();
    for (const block of blocksOf(source)) reader.read(block);
    const { tally, own, head } = reader;
    const parts = own ? reader.parts.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0)) : inOrderOfSpeech(reader.parts);
    const named = own || reader.hasVoices ? { parts, guessed: [] } : takeNamePrefixes(parts);
    for (const part of named.parts) tallyCue(part, tally);
    const { utterances, places, guessed } = toUtterances(named.parts, agentOfLabels(roles));
    return {
      call: { ...head, utterances },
      mapped: tally.mapped,
      dropped: tally.dropped,
      guessed: [...named.guessed, ...guessed],
      places,
    };
  },
};

export function isWebvtt(document: unknown): document is string {
  return typeof document === 'string' && MAGIC.test(withoutByteOrderMark(document.slice(0, 10)));
}

class WebvttReader {
  readonly tally = new FieldTally();
  readonly parts: SpokenPart[] = [];
  head: JsonObject = {};
  /** Whether Parley wrote the document. */
  own = false;
  hasVoices = false;
  private readonly markup = new MarkupLimit(['<', '&']);
  private cues = 0;

  read(block: Block): void {
    if (block.kind === 'cue') this.readCue(block);
    else if (block.kind === 'header') this.readHeader(block);
    else if (block.first.startsWith(WEBVTT_HEAD) && this.cues === 0 && !this.own) this.readHead(block);
    else this.dropBlock(block.first);
  }

  private readHeader({ first, rest }: Block): void {
    if (first.includes(' ') || first.includes('\t')) this.tally.drop('header', 'a call has no place for it');
    for (const line of rest) {
      const language = line.length > 80 ? undefined : LANGUAGE.exec(line)?.[1];
      if (language === undefined) this.tally.drop('header', 'a call has no place for it');
      else {
        this.head['language'] = language;
        this.tally.map('header.Language', 'language');
      }
    }
  }

  private readHead({ first, line }: Block): void {
    const fields = objectAt(parseEmbedded(first.slice(WEBVTT_HEAD.length), `line ${line}`), `line ${line}`);
    refuseUnfinished(fields['status']);
    this.own = true;
    for (const name of headFields) {
      if ((fields[name] ?? null) === null) continue;
      this.head[name] = fields[name];
      this.tally.map(`NOTE.${name}`, name);
    }
    this.tally.dropRest(fields, [...headFields, 'status'], 'NOTE.', 'not a field of a call');
  }

  private dropBlock(first: string): void {
    const [name = ''] = first.slice(0, 20).split(/[ \t]/, 1);
    if (name === 'NOTE') this.tally.drop('NOTE', 'a comment');
    else if (name === 'STYLE' || name === 'REGION') this.tally.drop(name, 'how it looks on a screen');
    else this.tally.drop('blocks', 'it has no times');
  }

  private readCue({ identifier, timing, rest }: Block): void {
    this.cues += 1;
    const times = cueTimes(timing.text);
    const line = `line ${timing.number}`;
    if (times === undefined) throw new DocumentFault(line, 'must be two times such as 00:00:01.000 --> 00:00:02.500');
    refuseBackwards(times.startMs, times.endMs, line);
    if (times.hasSettings) this.tally.drop('cues.*.settings', 'how it looks on a screen');
    const number = this.readIdentifier(identifier, line);
    const marked = joinLines(rest);
    this.markup.add(marked, `cue ${this.cues}`);
    const segments = readCueText(marked, this.tally).filter(({ text }) => this.own || text.trim() !== '');
    if (segments.length === 0) this.tally.drop('cues.*', 'nothing was said');
    if (segments.length > 1) this.tally.drop('cues.*.times', 'they belong to several voices together');
    for (const segment of segments) this.addSegment(segment, { ...times, shared: segments.length > 1, ...number });
  }

  private addSegment(
    segment: Segment,
    { startMs, endMs, shared, seq }: { startMs: number; endMs: number; shared: boolean; seq?: number },
  ): void {
    const times = shared ? { startMs: null, endMs: null, cueMs: startMs } : { startMs, endMs };
    if (segment.voice !== undefined) this.hasVoices = true;
    addPart(this.parts, { place: `cue ${this.cues}`, ...segment, ...times, ...(seq === undefined ? {} : { seq }) });
  }

  private readIdentifier(identifier: string | undefined, line: string): { seq?: number } {
    if (!this.own) {
      if (identifier !== undefined) this.tally.drop('cues.*.identifier', 'utterances are numbered in their order');
      return {};
    }
    if (identifier === undefined || !/^\d{1,10}$/.test(identifier)) {
      throw new DocumentFault(line, 'must stand below the number of the utterance');
    }
    this.tally.map('cues.*.identifier', 'utterances.*.seq');
    return { seq: Number(identifier) };
  }
}
