import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { buildMessage, ValidateBy, ValidationOptions } from 'class-validator';

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** Whether the text is an ISO 8601 instant with a time zone, between 1970 and 2100. */
export function isInstant(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 40 || !instantPattern.test(value)) return false;
  const time = Date.parse(value);
  return time >= EARLIEST && time < LATEST && isRealDay(value);
}

/** Date.parse takes 30 February for 2 March; a precise error is better. */
function isRealDay(value: string): boolean {
  const [year, month, day] = value.slice(0, 10).split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

/** Whether Postgres can store the text: no NUL and no half of a surrogate pair. */
export function isStorableText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed() && !value.includes('\0');
}

/** ISO 8601 with a time zone, 1970 to 2100, e.g. 2026-03-01T09:30:00Z. */
export function IsInstant(options?: ValidationOptions): PropertyDecorator {
  const defaultMessage = buildMessage(
    () => 'must be an ISO 8601 time with a zone between 1970 and 2100, e.g. 2026-03-01T09:30:00Z',
    options,
  );
  return ValidateBy({ name: 'isInstant', validator: { validate: isInstant, defaultMessage } }, options);
}

/** Whether the text is a day of the calendar between 1970 and 2099, `2026-03-01`. */
export function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isInstant(`${value}T00:00:00Z`);
}

/** A day of the calendar, 1970 to 2099, e.g. 2026-03-01. */
export function IsDay(options?: ValidationOptions): PropertyDecorator {
  const defaultMessage = buildMessage(() => 'must be a day between 1970 and 2099, e.g. 2026-03-01', options);
  return ValidateBy({ name: 'isDay', validator: { validate: isDay, defaultMessage } }, options);
}

/** A day, such as 2026-03-01, or a time as `IsInstant` takes it. */
export function IsDayOrInstant(options?: ValidationOptions): PropertyDecorator {
  const defaultMessage = buildMessage(
    () => 'must be a day such as 2026-03-01, or an ISO 8601 time with a zone, between 1970 and 2100',
    options,
  );
  const validate = (value: unknown) => isDay(value) || isInstant(value);
  return ValidateBy({ name: 'isDayOrInstant', validator: { validate, defaultMessage } }, options);
}

/** Text that can be stored as it is. */
export function IsStorableText(options?: ValidationOptions): PropertyDecorator {
  const defaultMessage = buildMessage(() => 'must be text without NUL characters and unpaired surrogates', options);
  return ValidateBy({ name: 'isStorableText', validator: { validate: isStorableText, defaultMessage } }, options);
}

/** Text of so many Unicode code points, however they are encoded. */
export function CodePoints(min: number, max: number): PropertyDecorator {
  const validate = (value: unknown) => {
    const length = typeof value === 'string' ? [...value].length : 0;
    return length >= min && length <= max;
  };
  const defaultMessage = () => `must be ${min} to ${max} characters long`;
  return applyDecorators(
    ApiProperty({ minLength: min, maxLength: max }),
    ValidateBy({ name: 'codePoints', validator: { validate, defaultMessage } }),
  );
}
