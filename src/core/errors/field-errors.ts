import { ValidationError, ValidatorOptions } from 'class-validator';
import { AppError, FieldError } from './app-error';
import { CoreErrors } from './core-errors';

const MAX_ERRORS = 100;
const MAX_NAME = 100;

/** How every body, query and socket payload is checked: unknown fields are errors, and no value is echoed. */
export const VALIDATION_OPTIONS: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: false },
};

/** The error for a list of wrong fields; its detail tells the first. */
export function invalid(errors: FieldError[]): AppError {
  const [first] = errors;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
  const detail = first === undefined ? undefined : `${`${first.field} ${first.message}`.trim()}${more}.`;
  return CoreErrors.validation.with(detail, { errors });
}

/**
 * Flattens class-validator's tree to one entry per field, with dotted paths: `utterances.3.startMs`. With the validated
 * object at hand, a field that is missing is told apart from one that is wrong.
 */
export function toFieldErrors(errors: ValidationError[], root?: unknown): FieldError[] {
  const flat: FieldError[] = [];
  flatten(errors, '', root, flat);
  return flat;
}

function flatten(errors: ValidationError[], parent: string, owner: unknown, into: FieldError[]): void {
  for (const error of errors) {
    if (into.length >= MAX_ERRORS) return;
    // class-validator leaves the property out when the whole object is wrong.
    const name = ((error.property as string | undefined) ?? '').slice(0, MAX_NAME);
    const field = parent === '' || name === '' ? parent + name : `${parent}.${name}`;
    const value = isContainer(owner) ? owner[name] : undefined;
    if (error.constraints) {
      const missing = isContainer(owner) && name !== '' && value === undefined;
      into.push({ field, message: missing ? 'is required' : messageOf(error.constraints, name) });
    }
    flatten(error.children ?? [], field, value, into);
  }
}

/** Decorators run from the bottom up, so the last message is that of the topmost one: the type, by convention. */
function messageOf(constraints: Record<string, string>, name: string): string {
  if ('whitelistValidation' in constraints) return 'is not a known field';
  if ('unknownValue' in constraints) return 'must be a JSON object';
  if ('nestedValidation' in constraints) {
    const isItem = /^\d+$/.test(name) || !constraints['nestedValidation']?.startsWith('each value');
    return isItem ? 'must be an object' : 'must be a list of objects';
  }
  const message = Object.values(constraints).at(-1) ?? 'is not valid';
  if (message.startsWith(`${name} `)) return message.slice(name.length + 1);
  return message.replace(`each value in ${name} `, 'each value ');
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
