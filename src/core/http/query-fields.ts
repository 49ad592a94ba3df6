import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, TransformFnParams } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsNumber, IsOptional, Max, Min, ValidateBy } from 'class-validator';

interface Texts {
  description: string;
  example?: unknown;
}

interface IntegerRange extends Texts {
  min: number;
  max: number;
  default?: number;
}

/** An optional whole number in a query string. Anything but plain decimal digits stays text, and so is refused. */
export function QueryInteger({ min, max, ...texts }: IntegerRange): PropertyDecorator {
  const message = `must be a whole number from ${min} to ${max}`;
  const example = texts.example ?? texts.default ?? min;
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: min, maximum: max, ...texts, example }),
    Transform(toInteger),
    IsOptional(),
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
  );
}

interface DecimalRange extends Texts {
  min: number;
  max: number;
  /** Most decimals; four when left out. */
  decimals?: number;
}

/** An optional decimal number in a query string, such as -0.25. */
export function QueryDecimal({ min, max, decimals = 4, ...texts }: DecimalRange): PropertyDecorator {
  const message = `must be a number from ${min} to ${max} with at most ${decimals} decimals`;
  const plain = new RegExp(`^-?\\d{1,9}(\\.\\d{1,${decimals}})?$`);
  return applyDecorators(
    ApiPropertyOptional({ type: Number, minimum: min, maximum: max, example: 0, ...texts }),
    Transform((params) => toDecimal(params, plain)),
    IsOptional(),
    IsNumber({ allowNaN: false, allowInfinity: false }, { message }),
    Min(min, { message }),
    Max(max, { message }),
  );
}

/** An optional `true` or `false` in a query string. */
export function QueryBoolean(texts: Texts): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: Boolean, example: true, ...texts }),
    Transform(({ obj, key }) => {
      const value = raw(obj, key);
      return value === 'true' || value === 'false' ? value === 'true' : value;
    }),
    IsOptional(),
    IsBoolean({ message: 'must be true or false' }),
  );
}

/** An optional choice among words in a query string. */
export function QueryChoice(choices: readonly string[], texts: Texts): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ enum: [...choices], example: choices[0], ...texts }),
    IsOptional(),
    IsIn(choices, { message: `must be one of ${choices.join(', ')}` }),
  );
}

/** Refuses a field when another one is given as well. */
export function NotWith(other: string): PropertyDecorator {
  return ValidateBy({
    name: 'notWith',
    validator: {
      validate: (_, args) => (args?.object as Record<string, unknown>)[other] === undefined,
      defaultMessage: () => `cannot be combined with ${other}`,
    },
  });
}

function toInteger({ obj, key }: TransformFnParams): unknown {
  const value = raw(obj, key);
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

function toDecimal({ obj, key }: TransformFnParams, plain: RegExp): unknown {
  const value = raw(obj, key);
  return typeof value === 'string' && plain.test(value) ? Number(value) : value;
}

function raw(source: unknown, key: string): unknown {
  return (source as Record<string, unknown>)[key];
}
