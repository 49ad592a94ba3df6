import { StreamableFile } from '@nestjs/common';
import { SourceDocument } from './call-document.query';

const JSON_FILE = { type: 'application/json; charset=utf-8', extension: 'json' };
const VCON_FILE = { type: 'application/vcon+json', extension: 'vcon' };
const TEXT_FILE = { type: 'text/plain; charset=utf-8', extension: 'txt' };

/** What a stored document is given back as. Nothing a browser would run is in it. */
const FILES: Readonly<Record<string, { type: string; extension: string }>> = {
  'application/json': JSON_FILE,
  'application/vcon': VCON_FILE,
  'application/vcon+json': VCON_FILE,
  'text/vtt': { type: 'text/vtt; charset=utf-8', extension: 'vtt' },
  'application/x-subrip': { type: 'application/x-subrip; charset=utf-8', extension: 'srt' },
  'text/srt': { type: 'application/x-subrip; charset=utf-8', extension: 'srt' },
  'text/csv': { type: 'text/csv; charset=utf-8', extension: 'csv' },
};

/** Headers under which a document of somebody else's can be no page of this origin, whatever is in it. */
export const DOCUMENT_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
};

/** The bytes to download, under a type of the list above and a name made of the call's id alone. */
export function toFile(callId: string, { mediaType, content }: SourceDocument): StreamableFile {
  const { type, extension } = fileOf(mediaType);
  const disposition = `attachment; filename="call-${callId}.${extension}"`;
  return new StreamableFile(content, { type, disposition, length: content.length });
}

function fileOf(mediaType: string) {
  const known = Object.hasOwn(FILES, mediaType) ? FILES[mediaType] : undefined;
  return known ?? (mediaType.endsWith('+json') ? JSON_FILE : TEXT_FILE);
}
