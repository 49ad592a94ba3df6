import { JSON_LIMITS, jsonExcess, scanJson } from '../../../../core/http/json-scan';
import { findUnusableText } from '../../../../core/http/text-check';
import { DocumentFault } from '../transcript-adapter';

/** JSON within a text, by the same rules as a body of JSON: bounded depth and size, no broken text. Throws DocumentFault. */
export function parseEmbedded(text: string, place: string): unknown {
  const scan = scanJson(Buffer.from(text), JSON_LIMITS);
  if (scan.depth > JSON_LIMITS.depth) {
    throw new DocumentFault(place, `must be JSON of at most ${JSON_LIMITS.depth} levels`);
  }
  const excess = jsonExcess(scan, JSON_LIMITS);
  if (excess !== undefined) throw new DocumentFault(place, `must not hold ${excess}`);
  const value = parse(text, place);
  const fault = findUnusableText(value);
  if (fault !== undefined) throw new DocumentFault(place, `holds ${fault.field || 'text'}, which ${fault.message}`);
  return value;
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DocumentFault(place, 'must hold JSON');
  }
}
