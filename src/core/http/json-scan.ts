const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

export interface JsonScan {
  /** Deepest nesting seen, counted up to one beyond the maximum. */
  depth: number;
  /** Whether a string holds a \u escape, behind which a NUL, half a character or a dangerous key can hide. */
  hasUnicodeEscapes: boolean;
}

/** One pass over the raw bytes, before any parser sees them: parsers and validators recurse, this does not. */
export function scanJson(bytes: Buffer, maxDepth: number): JsonScan {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  let hasUnicodeEscapes = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === QUOTE) inString = false;
      else if (byte === BACKSLASH) {
        i++;
        if (bytes[i] === LETTER_U) hasUnicodeEscapes = true;
      }
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > deepest) deepest = depth;
      if (depth > maxDepth) break;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return { depth: deepest, hasUnicodeEscapes };
}
