import { isUtf8 } from 'node:buffer';
import { FieldError } from '../errors/app-error';
import { CoreErrors } from '../errors/core-errors';
import { invalid } from '../errors/field-errors';
import { decode } from './address-check';
import { refuseUnusableText } from './json-body';

const MAX_PARAMETERS = 20;

/** Turns a form body into an object of strings: each parameter once, those to ignore dropped. */
export function parseFormBody(bytes: Buffer, ignore: string[]): object {
  const text = bytes.toString('utf8');
  if (!isUtf8(bytes) || decode(text) === undefined) {
    throw CoreErrors.malformed.with('The form is not valid percent-encoded UTF-8.');
  }
  const pairs = [...new URLSearchParams(text)].filter(([name]) => !ignore.includes(name));
  if (pairs.length > MAX_PARAMETERS) {
    throw CoreErrors.malformed.with(`At most ${MAX_PARAMETERS} form parameters are accepted.`);
  }
  const names = pairs.map(([name]) => name);
  const repeated = names.filter((name, at) => names.indexOf(name) !== at);
  if (repeated.length > 0) throw invalid(repeated.map(repeatedField));
  const form = Object.fromEntries(pairs);
  refuseUnusableText(form);
  return form;
}

export function repeatedField(field: string): FieldError {
  return { field: field.slice(0, 100), message: 'must be given only once' };
}
