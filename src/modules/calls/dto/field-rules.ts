import { buildMessage, ValidateBy, ValidationArguments, ValidationOptions } from 'class-validator';
import { IsBoundedObject } from '../../../core/http/bounded-object';
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
  return IsBoundedObject({ bytes: MAX_METADATA_BYTES, levels: MAX_METADATA_DEPTH }, options);
}
