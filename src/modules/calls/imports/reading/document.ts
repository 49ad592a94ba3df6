import { DocumentFault } from '../transcript-adapter';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws DocumentFault unless the value is an object. */
export function objectAt(value: unknown, place: string): JsonObject {
  if (!isObject(value)) throw new DocumentFault(place, 'must be an object');
  return value;
}

/** Throws DocumentFault unless the value is a list, of at most so many entries. */
export function listAt(value: unknown, place: string, most = Infinity): unknown[] {
  if (!Array.isArray(value)) throw new DocumentFault(place, 'must be a list');
  if (value.length > most) throw new DocumentFault(place, `must contain no more than ${most} elements`);
  return value;
}

/** Throws DocumentFault unless the value is text. */
export function textAt(value: unknown, place: string): string {
  if (typeof value !== 'string') throw new DocumentFault(place, 'must be text');
  return value;
}

/** Milliseconds as a whole number. Throws DocumentFault. */
export function millisecondsAt(value: unknown, place: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new DocumentFault(place, 'must be a whole number of milliseconds from 0 on');
  }
  return value;
}

/** Seconds as whole milliseconds, the nearest; of two times the later never becomes the earlier. Throws DocumentFault. */
export function secondsAt(value: unknown, place: string): number {
  const ms = typeof value === 'number' && value >= 0 ? Math.round(value * 1000) : NaN;
  if (!Number.isSafeInteger(ms)) throw new DocumentFault(place, 'must be a number of seconds from 0 on');
  return ms;
}

/** Whether the document says nothing there. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** Whether the document has a list there with nothing in it. */
export function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
