import { isUtf8 } from 'node:buffer';
import { invalid } from '../errors/field-errors';
import { CoreErrors } from '../errors/core-errors';
import { locateJsonFault } from './json-fault';
import { JSON_LIMITS, jsonExcess, scanJson } from './json-scan';
import { findUnusableText } from './text-check';

const SUSPICIOUS = ['"__proto__"', '"constructor"', '"prototype"'];

/**
 * Turns the bytes of a body into a JSON object, or into an array where `free` says so. Throws an AppError that tells
 * what is wrong and where, and never quotes the text.
 */
export function parseJsonBody(bytes: Buffer, free: boolean): object {
  if (!isUtf8(bytes)) throw CoreErrors.malformed.with('The body is not valid UTF-8.');
  const scan = scanJson(bytes, JSON_LIMITS);
  if (scan.depth > JSON_LIMITS.depth) {
    throw CoreErrors.tooDeep.with(`The JSON is nested deeper than ${JSON_LIMITS.depth} levels.`);
  }
  const excess = jsonExcess(scan, JSON_LIMITS);
  if (excess !== undefined) throw CoreErrors.tooManyValues.with(`The JSON holds ${excess}.`);
  const value = parse(bytes.toString('utf8'));
  if (typeof value !== 'object' || value === null || (Array.isArray(value) && !free)) {
    throw CoreErrors.malformed.with(`The body must be a JSON object${free ? ' or array' : ''}.`);
  }
  if (scan.hasUnicodeEscapes || SUSPICIOUS.some((name) => bytes.includes(name))) refuseUnusableText(value);
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
