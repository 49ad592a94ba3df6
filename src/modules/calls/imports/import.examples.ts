import { ContentObject, MediaTypeObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { assemblyAiExample } from './examples/assemblyai.example';
import { awsCallAnalyticsExample } from './examples/aws-call-analytics.example';
import { csvExample } from './examples/csv.example';
import { deepgramExample } from './examples/deepgram.example';
import { harperValleyExample } from './examples/harpervalley.example';
import { ImportExample } from './examples/import-example';
import { parleyExample } from './examples/parley.example';
import { srtExample } from './examples/srt.example';
import { vconExample } from './examples/vcon.example';
import { webvttExample } from './examples/webvtt.example';
import { whisperExample } from './examples/whisper.example';

/** Content types that are JSON by their registration, not by their names. */
export const JSON_TYPES = ['application/vcon'];

/** Content types of documents that are no JSON. */
export const TEXT_TYPES = ['text/vtt', 'application/x-subrip', 'text/srt', 'text/csv', 'text/plain'];

/** By format. */
export const importExamples: Readonly<Record<string, ImportExample>> = {
  'aws-call-analytics': awsCallAnalyticsExample,
  parley: parleyExample,
  vcon: vconExample,
  harpervalley: harperValleyExample,
  deepgram: deepgramExample,
  assemblyai: assemblyAiExample,
  whisper: whisperExample,
  webvtt: webvttExample,
  srt: srtExample,
  csv: csvExample,
};

/** The body of an import for the documentation: each content type with the examples that come as it. */
export function importBody(): ContentObject {
  const content: ContentObject = {};
  for (const [format, { mediaTypes, summary, value }] of Object.entries(importExamples)) {
    for (const type of mediaTypes) {
      const media = (content[type] ??= emptyMedia(type));
      media.examples = { ...media.examples, [format]: { summary, value } };
    }
  }
  return content;
}

function emptyMedia(type: string): MediaTypeObject {
  if (TEXT_TYPES.includes(type)) return { schema: { type: 'string' } };
  const anyObject = { type: 'object', additionalProperties: true };
  return { schema: { anyOf: [anyObject, { type: 'array', items: {} }] } };
}
