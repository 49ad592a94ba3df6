import { FieldError } from '../errors/app-error';

/** Names that reach prototypes; no field of the API is called so. */
const DANGEROUS_NAMES = new Set(['__proto__', 'constructor', 'prototype']);
const MAX_NAME = 100;

/**
 * The first string or name in a parsed JSON value that cannot be stored or must not be taken: a NUL or half a surrogate
 * pair (Postgres refuses both), or a name that reaches prototypes. Recurses: call it on values of bounded depth only.
 */
export function findUnusableText(value: unknown, path = ''): FieldError | undefined {
  if (typeof value === 'string') return describe(value, path);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const name of Object.keys(value)) {
    const field = path === '' ? name.slice(0, MAX_NAME) : `${path}.${name.slice(0, MAX_NAME)}`;
    if (DANGEROUS_NAMES.has(name)) return { field, message: 'is not a known field' };
    if (isUnusable(name)) return { field: path, message: 'has a field whose name holds a character that is not text' };
    const fault = findUnusableText((value as Record<string, unknown>)[name], field);
    if (fault) return fault;
  }
  return undefined;
}

function describe(text: string, field: string): FieldError | undefined {
  if (text.includes('\0')) return { field, message: 'must not contain the NUL character' };
  if (isUnusable(text)) return { field, message: 'must not contain half of a surrogate pair (broken Unicode)' };
  return undefined;
}

/** Holds a NUL or a lone surrogate: in a `u` expression a complete pair is one code point and does not match. */
function isUnusable(text: string): boolean {
  return text.includes('\0') || /\p{Surrogate}/u.test(text);
}
