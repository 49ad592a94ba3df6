import { ContentObject, MediaTypeObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { awsCallAnalyticsExample } from './examples/aws-call-analytics.example';
import { csvExample } from './examples/csv.example';
import { ImportExample } from './examples/import-example';
import { parleyExample } from './examples/parley.example';
import { srtExample } from './examples/srt.example';
import { webvttExample } from './examples/webvtt.example';

/** By format. */
const importExamples: Record<string, ImportExample> = {
  'aws-call-analytics': awsCallAnalyticsExample,
  parley: parleyExample,
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
  if (type.startsWith('text/') || type === 'application/x-subrip') return { schema: { type: 'string' } };
  const anyObject = { type: 'object', additionalProperties: true };
  return { schema: { anyOf: [anyObject, { type: 'array', items: {} }] } };
}
