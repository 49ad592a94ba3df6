import { ValidateBy, ValidationArguments } from 'class-validator';

export const PLAIN_LIST = 'plainList';

/**
 * A list whose entries are looked at as they came, in one go: for lists so long that an object and a validation for
 * each entry would cost too much.
 * @param max most entries
 * @param faultOf what is wrong with the entries, naming one; undefined when nothing is
 */
export function PlainList(max: number, faultOf: (entries: readonly unknown[]) => string | undefined) {
  const fault = (value: unknown): string | undefined => {
    if (!Array.isArray(value)) return 'must be a list';
    return value.length > max ? tooLong(max) : faultOf(value);
  };
  return ValidateBy({
    name: PLAIN_LIST,
    constraints: [max],
    validator: {
      validate: (value) => fault(value) === undefined,
      defaultMessage: (args?: ValidationArguments) => fault(args?.value) ?? '',
    },
  });
}

/** In the words of class-validator. */
export function tooLong(max: number): string {
  return `must contain no more than ${max} elements`;
}
