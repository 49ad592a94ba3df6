const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const COMMA = 0x2c;
const SPACE = 0x20;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

export interface JsonScan {
  /** Deepest nesting. */
  depth: number;
  /** Values of every kind: each object, list, member and entry. */
  values: number;
  /** Objects and lists. */
  containers: number;
  /** Whether a string holds a \u escape, behind which a NUL, half a character or a dangerous key can hide. */
  hasUnicodeEscapes: boolean;
}

export type JsonLimits = Readonly<Pick<JsonScan, 'depth' | 'values' | 'containers'>>;

/**
 * The longest call, with 240,000 timed words, has 1.4 million values in 260,000 objects. The worst that these limits let
 * through takes about 140 MB of heap (a member whose name is used once takes 90 bytes, an object of it 170), so that two
 * at a time fit into a heap of 512 MB.
 */
export const JSON_LIMITS: JsonLimits = { depth: 32, values: 1_500_000, containers: 500_000 };

/**
 * One pass over the raw bytes, before any parser sees them: parsers and validators recurse and build, this does not.
 * It stops one beyond a limit.
 */
export function scanJson(bytes: Buffer, limits: JsonLimits): JsonScan {
  const scan: JsonScan = { depth: 0, values: 1, containers: 0, hasUnicodeEscapes: false };
  let depth = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) i = skipString(bytes, i, scan);
    else if (byte === COMMA) {
      if (++scan.values > limits.values) break;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      scan.values++;
      scan.containers++;
      if (++depth > scan.depth) scan.depth = depth;
      if (isBeyond(scan, limits)) break;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth--;
      if (isEmpty(bytes, i)) scan.values--;
    }
  }
  return scan;
}

/** What there is too much of, as the end of a sentence; undefined when all is within the limits. */
export function jsonExcess(scan: JsonScan, limits: JsonLimits): string | undefined {
  const names = { values: 'values', containers: 'objects and lists' } as const;
  for (const name of ['values', 'containers'] as const) {
    if (scan[name] > limits[name]) return `more than ${limits[name]} ${names[name]}`;
  }
  return undefined;
}

function isBeyond({ depth, values, containers }: JsonScan, limits: JsonLimits): boolean {
  return depth > limits.depth || values > limits.values || containers > limits.containers;
}

/** Where the string that begins there ends. */
function skipString(bytes: Buffer, start: number, scan: JsonScan): number {
  let i = start + 1;
  for (; i < bytes.length && bytes[i] !== QUOTE; i++) {
    if (bytes[i] === BACKSLASH && bytes[++i] === LETTER_U) scan.hasUnicodeEscapes = true;
  }
  return i;
}

/** Whether what is closed there holds nothing: only then the byte before, but for white space, has opened it. */
function isEmpty(bytes: Buffer, close: number): boolean {
  let i = close - 1;
  while (i >= 0 && (bytes[i] as number) <= SPACE) i--;
  return bytes[i] === OPEN_LIST || bytes[i] === OPEN_OBJECT;
}
