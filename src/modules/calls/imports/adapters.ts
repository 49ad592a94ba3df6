import { ImportErrors } from '../calls.errors';
import { assemblyAiAdapter } from './adapters/assemblyai/assemblyai.adapter';
import { awsCallAnalyticsAdapter } from './adapters/aws/aws-call-analytics.adapter';
import { csvAdapter } from './adapters/csv/csv.adapter';
import { deepgramAdapter } from './adapters/deepgram/deepgram.adapter';
import { harperValleyAdapter } from './adapters/harpervalley.adapter';
import { parleyAdapter } from './adapters/parley.adapter';
import { srtAdapter } from './adapters/cues/srt.adapter';
import { vconAdapter } from './adapters/vcon/vcon.adapter';
import { webvttAdapter } from './adapters/cues/webvtt.adapter';
import { whisperAdapter } from './adapters/whisper/whisper.adapter';
import { TranscriptAdapter } from './transcript-adapter';

/** Every format that can be imported. */
export const adapters: readonly TranscriptAdapter[] = [
  parleyAdapter,
  vconAdapter,
  awsCallAnalyticsAdapter,
  webvttAdapter,
  srtAdapter,
  harperValleyAdapter,
  deepgramAdapter,
  assemblyAiAdapter,
  whisperAdapter,
  csvAdapter,
];

export const importFormats = ['auto', ...adapters.map(({ format }) => format)];

/** The adapter of that format; with `auto` the one that recognises the document. Throws import.unknown_format. */
export function adapterFor(format: string, document: unknown): TranscriptAdapter {
  const adapter = adapters.find((candidate) =>
    format === 'auto' ? candidate.recognises(document) : candidate.format === format,
  );
  if (adapter === undefined) {
    throw ImportErrors.unknownFormat.with(
      `The document is none of ${adapters.map((known) => known.format).join(', ')}; name its format.`,
    );
  }
  return adapter;
}
