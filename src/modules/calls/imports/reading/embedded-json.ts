import { scanJson } from '../../../../core/http/json-scan';
import { findUnusableText } from '../../../../core/http/text-check';
import { DocumentFault } from '../transcript-adapter';

const MAX_DEPTH = 32;

/** JSON within a text, by the same rules as a body of JSON: bounded depth, no broken text. Throws DocumentFault. */
export function parseEmbedded(text: string, place: string): unknown {
  if (scanJson(Buffer.from(text), MAX_DEPTH).depth > MAX_DEPTH) {
    throw new DocumentFault(place, `must be JSON of at most ${MAX_DEPTH} levels`);
  }
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
