import { buildMessage, ValidateBy, ValidationArguments, ValidationOptions } from 'class-validator';
import { isStorableText } from '../../../core/http/fields';
import { MAX_METADATA_BYTES, MAX_METADATA_DEPTH } from '../limits';

/** The end of an utterance or word: not before its start, and given exactly when the start is given. */
export function EndsAfterStart(options?: ValidationOptions): PropertyDecorator {
  const validate = (endMs: unknown, args?: ValidationArguments): boolean => {
    const startMs: unknown = (args?.object as { startMs?: unknown }).startMs ?? null;
    if (startMs === null || (endMs ?? null) === null) return startMs === (endMs ?? null);
    return typeof startMs === 'number' && typeof endMs === 'number' && startMs <= endMs;
  };
  const defaultMessage = buildMessage(() => 'must be given together with startMs and not lie before it', options);
  return ValidateBy({ name: 'endsAfterStart', validator: { validate, defaultMessage } }, options);
}

/** A JSON object of at most 10,000 bytes and five levels. */
export function IsBoundedMetadata(options?: ValidationOptions): PropertyDecorator {
  const defaultMessage = buildMessage(
    () =>
      `must be a JSON object of at most ${MAX_METADATA_BYTES} bytes and ${MAX_METADATA_DEPTH} levels, of storable text and numbers`,
    options,
  );
  return ValidateBy({ name: 'isBoundedMetadata', validator: { validate: isBoundedMetadata, defaultMessage } }, options);
}

function isBoundedMetadata(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return fits(value, MAX_METADATA_DEPTH) && Buffer.byteLength(JSON.stringify(value)) <= MAX_METADATA_BYTES;
}

function fits(value: unknown, levels: number): boolean {
  if (typeof value === 'string') return isStorableText(value);
  // 1e999 is read as Infinity, which would be written as null.
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0 || (Array.isArray(value) && value.length > MAX_METADATA_BYTES)) return false;
  return Object.entries(value).every(([key, entry]) => isStorableText(key) && fits(entry, levels - 1));
}
