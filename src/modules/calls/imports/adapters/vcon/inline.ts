import { JsonObject } from '../../reading/document';
import { DocumentFault } from '../../transcript-adapter';

export const ELSEWHERE = 'what lies elsewhere is not fetched';

const NUMERIC_INSTANT = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** What stands in the document itself, decoded. Throws DocumentFault. */
export function inlineBody(entry: JsonObject, place: string): unknown {
  const { body, encoding } = entry;
  // Early versions and many writers leave the encoding out.
  switch (encoding ?? (typeof body === 'string' ? 'none' : 'json')) {
    case 'json':
      return body;
    case 'none':
      if (typeof body !== 'string') throw new DocumentFault(`${place}.body`, 'must be text');
      return body;
    case 'base64url':
      return fromBase64Url(body, place);
    default:
      throw new DocumentFault(`${place}.encoding`, 'must be base64url, json or none');
  }
}

/** An RFC 3339 time as ms since 1970; what is finer than a ms is cut off. Throws DocumentFault. */
export function instantAt(value: unknown, place: string): number {
  const match = typeof value === 'string' && value.length <= 40 ? NUMERIC_INSTANT.exec(value) : null;
  const [, day, time, fraction = '', zone] = match ?? [];
  const instant = match === null ? NaN : Date.parse(`${day}T${time}${fraction.slice(0, 4)}${zone?.toUpperCase()}`);
  if (Number.isNaN(instant)) throw new DocumentFault(place, 'must be an RFC 3339 time, e.g. 2026-03-01T09:30:00.000Z');
  return instant;
}

/** Seconds as whole ms. Throws DocumentFault. */
export function secondsAt(value: unknown, place: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new DocumentFault(place, 'must be a number of seconds from 0 on');
  }
  return Math.round(value * 1000);
}

function fromBase64Url(body: unknown, place: string): string {
  if (typeof body !== 'string' || /[^\w=-]/.test(body)) throw new DocumentFault(`${place}.body`, 'must be base64url');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body, 'base64url'));
  } catch {
    throw new DocumentFault(`${place}.body`, 'must hold text in UTF-8');
  }
}
