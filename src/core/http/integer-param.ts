import { ArgumentMetadata, Injectable, Param, PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { invalid } from '../errors/field-errors';

interface Range {
  min: number;
  max: number;
}

/** Lets whole numbers of a range pass; plain decimal digits only. */
@Injectable()
export class IntegerPipe implements PipeTransform<unknown, number> {
  constructor(private readonly range: Range) {}

  transform(value: unknown, { data = 'number' }: ArgumentMetadata): number {
    const { min, max } = this.range;
    const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : NaN;
    if (number >= min && number <= max) return number;
    throw invalid([{ field: data, message: `must be a whole number from ${min} to ${max}` }]);
  }
}

/** A path parameter that must be a whole number of the range. */
export function IntegerParam(name: string, { min, max }: Range): ParameterDecorator {
  const schema = { type: 'integer', minimum: min, maximum: max, example: min };
  const documented = ApiParam({ name, schema });
  return (target, key, index) => {
    Param(name, new IntegerPipe({ min, max }))(target, key, index);
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key !== undefined && descriptor) documented(target, key, descriptor);
  };
}
