import { isUtf8 } from 'node:buffer';
import { invalid } from '../errors/field-errors';
import { CoreErrors } from '../errors/core-errors';
import { locateJsonFault } from './json-fault';
import { scanJson } from './json-scan';
import { findUnusableText } from './text-check';

const MAX_DEPTH = 32;
const SUSPICIOUS = ['"__proto__"', '"constructor"', '"prototype"'];

/**
 * Turns the bytes of a body into a JSON object, or into an array where `free` says so. Throws an AppError that tells
 * what is wrong and where, and never quotes the text.
 */
export function parseJsonBody(bytes: Buffer, free: boolean): object {
  if (!isUtf8(bytes)) throw CoreErrors.malformed.with('The body is not valid UTF-8.');
  const { depth, hasUnicodeEscapes } = scanJson(bytes, MAX_DEPTH);
  if (depth > MAX_DEPTH) {
    throw CoreErrors.tooDeep.with(`The JSON is nested deeper than ${MAX_DEPTH} levels.`);
  }
  const value = parse(bytes.toString('utf8'));
  if (typeof value !== 'object' || value === null || (Array.isArray(value) && !free)) {
    throw CoreErrors.malformed.with(`The body must be a JSON object${free ? ' or array' : ''}.`);
  }
  if (hasUnicodeEscapes || SUSPICIOUS.some((name) => bytes.includes(name))) refuseUnusableText(value);
  return value;
}

/** Throws request.invalid naming the field when a string in the value cannot be stored. */
export function refuseUnusableText(value: object): void {
  const fault = findUnusableText(value);
  if (fault) throw invalid([fault]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { line, column, reason } = locateJsonFault(text);
    throw CoreErrors.malformed.with(`The body is not valid JSON at line ${line}, column ${column}: ${reason}.`);
  }
}
