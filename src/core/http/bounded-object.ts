import { buildMessage, ValidateBy, ValidationOptions } from 'class-validator';
import { isStorableText } from './fields';

export interface ObjectLimits {
  /** Most bytes as JSON. */
  bytes: number;
  /** Deepest nesting, from 1 on. */
  levels: number;
}

/** A JSON object of bounded size and depth that can be stored as it is. */
export function IsBoundedObject(limits: ObjectLimits, options?: ValidationOptions): PropertyDecorator {
  const { bytes, levels } = limits;
  const defaultMessage = buildMessage(
    () => `must be a JSON object of at most ${bytes} bytes and ${levels} levels, of storable text and numbers`,
    options,
  );
  const validate = (value: unknown) => isBoundedObject(value, limits);
  return ValidateBy({ name: 'isBoundedObject', validator: { validate, defaultMessage } }, options);
}

function isBoundedObject(value: unknown, limits: ObjectLimits): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return fits(value, limits, limits.levels) && Buffer.byteLength(JSON.stringify(value)) <= limits.bytes;
}

function fits(value: unknown, limits: ObjectLimits, levels: number): boolean {
  if (typeof value === 'string') return isStorableText(value);
  // 1e999 is read as Infinity, which would be written as null.
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0 || (Array.isArray(value) && value.length > limits.bytes)) return false;
  return Object.entries(value).every(([key, entry]) => isStorableText(key) && fits(entry, limits, levels - 1));
}
