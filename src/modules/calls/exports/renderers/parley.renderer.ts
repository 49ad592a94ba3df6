import { NewUtterance } from '../../new-call';
import { callHead } from '../call-head';
import { known, utteranceExtras } from '../canonical-json';
import { ExportedCall, TranscriptRenderer } from '../transcript-renderer';

const VERSION = 1;

/** The body of POST /calls under the name of its format; what is not known is left out. */
export const parleyRenderer: TranscriptRenderer = {
  format: 'parley',
  mediaType: 'application/json; charset=utf-8',
  extension: 'json',

  render: (call) => `${JSON.stringify(toDocument(call))}\n`,
};

function toDocument(call: ExportedCall): Record<string, unknown> {
  return { format: 'parley', version: VERSION, ...callHead(call), utterances: call.utterances.map(toEntry) };
}

function toEntry(utterance: NewUtterance): Record<string, unknown> {
  const { seq, speaker, startMs, endMs, text } = utterance;
  return known({ seq, speaker, startMs, endMs, text, ...utteranceExtras(utterance) });
}
