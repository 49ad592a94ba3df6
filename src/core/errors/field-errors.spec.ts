import { ValidationError } from 'class-validator';
import { invalid, toFieldErrors } from './field-errors';

const wrong = (property: string, constraints?: Record<string, string>, children: ValidationError[] = []) =>
  Object.assign(new ValidationError(), { property, constraints, children });

it('writes one entry per field, with dotted paths and without the name in the message', () => {
  const errors = [
    wrong('items', undefined, [wrong('3', undefined, [wrong('startMs', { min: 'startMs must not be less than 0' })])]),
    wrong('tags', { isString: 'each value in tags must be a string' }),
    wrong('extra', { whitelistValidation: 'property extra should not exist' }),
  ];
  expect(toFieldErrors(errors)).toEqual([
    { field: 'items.3.startMs', message: 'must not be less than 0' },
    { field: 'tags', message: 'each value must be a string' },
    { field: 'extra', message: 'is not a known field' },
  ]);
});

it('lets the topmost decorator speak, which names the type', () => {
  const errors = [
    wrong('limit', { max: 'limit must not be greater than 200', isInt: 'limit must be an integer number' }),
  ];
  expect(toFieldErrors(errors)).toEqual([{ field: 'limit', message: 'must be an integer number' }]);
});

it('tells missing from wrong when it sees the object', () => {
  const errors = [wrong('a', { isString: 'a must be a string' }), wrong('b', { isString: 'b must be a string' })];
  expect(toFieldErrors(errors, { b: null })).toEqual([
    { field: 'a', message: 'is required' },
    { field: 'b', message: 'must be a string' },
  ]);
});

it('is bounded in number and in the length of names', () => {
  const errors = Array.from({ length: 500 }, (_, i) => wrong(`${i}${'x'.repeat(500)}`, { a: 'no' }));
  const fields = toFieldErrors(errors);
  expect(fields).toHaveLength(100);
  expect(Math.max(...fields.map(({ field }) => field.length))).toBe(100);
});

it('says the first error in the detail, and how many there are besides', () => {
  const error = invalid([
    { field: 'a', message: 'is required' },
    { field: 'b', message: 'is required' },
  ]);
  expect(error.message).toBe('a is required, and 1 more.');
  expect(error.type.code).toBe('request.invalid');
});
