import { buildMessage, ValidateBy, ValidationOptions } from 'class-validator';

const MAX_LENGTH = 64;
/** Offsets such as +01:00 are no names, though newer versions of Node take them. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+\-/]*$/;

/** The canonical form of a BCP 47 language tag: de-de is de-DE; undefined for what is none. */
export function canonicalLocale(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined;
  try {
    return Intl.getCanonicalLocales(value)[0];
  } catch {
    return undefined;
  }
}

/** Whether it names a time zone of the IANA database, as this Node knows it. */
export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH || !ZONE_NAME.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

export function IsLocale(options?: ValidationOptions): PropertyDecorator {
  const validate = (value: unknown) => canonicalLocale(value) !== undefined;
  const defaultMessage = buildMessage(() => 'must be a BCP 47 language tag such as de-DE', options);
  return ValidateBy({ name: 'isLocale', validator: { validate, defaultMessage } }, options);
}

export function IsTimeZoneName(options?: ValidationOptions): PropertyDecorator {
  const defaultMessage = buildMessage(() => 'must be an IANA time zone such as Europe/Berlin', options);
  return ValidateBy({ name: 'isTimeZoneName', validator: { validate: isTimeZone, defaultMessage } }, options);
}
