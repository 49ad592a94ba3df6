import { NewUtterance } from '../../new-call';
import { callHead } from '../call-head';
import { WEBVTT_HEAD, webvttVoices } from '../own-marks';
import { CannotRender, ExportedCall, TranscriptRenderer } from '../transcript-renderer';

/** A comment with the fields of the call, then a cue for each utterance, by time; its identifier is the utterance's seq. */
export const webvttRenderer: TranscriptRenderer = {
  format: 'webvtt',
  mediaType: 'text/vtt; charset=utf-8',
  extension: 'vtt',

  render(call) {
    const cues = call.utterances.map(timed).sort((a, b) => a.startMs - b.startMs || a.seq - b.seq);
    return `${['WEBVTT', headComment(call), ...cues.map(toCue)].join('\n\n')}\n`;
  },
};

type Timed = NewUtterance & { startMs: number; endMs: number };

function timed(utterance: NewUtterance): Timed {
  const { seq, startMs, endMs } = utterance;
  if (startMs === null || endMs === null)
    throw new CannotRender(`utterance ${seq} has no times, and a cue must have them`);
  return { ...utterance, startMs, endMs };
}

/** On one line, and without the `>` that would make it a cue. */
function headComment(call: ExportedCall): string {
  return WEBVTT_HEAD + JSON.stringify(callHead(call)).replaceAll('>', '\\u003e');
}

function toCue({ seq, speaker, startMs, endMs, text }: Timed): string {
  return `${seq}\n${clock(startMs)} --> ${clock(endMs)}\n<v ${webvttVoices[speaker]}>${escapeText(text)}</v>`;
}

function clock(ms: number): string {
  const pad = (value: number, width = 2) => String(value).padStart(width, '0');
  const seconds = Math.floor(ms / 1000);
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}.${pad(ms % 1000, 3)}`;
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Line breaks, and blanks at the ends, as character references: a reader of cues joins lines and trims them. */
function escapeText(text: string): string {
  const escaped = text.replace(/[&<>\r\n]/g, (character) => NAMED[character] ?? reference(character));
  return escaped.replace(/^[ \t\f]/, reference).replace(/[ \t\f]$/, reference);
}

function reference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
