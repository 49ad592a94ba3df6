import { ArgumentMetadata, Injectable, PipeTransform } from '@nestjs/common';
import { validate } from 'class-validator';
import { invalid, toFieldErrors, VALIDATION_OPTIONS } from '../errors/field-errors';
import { toInstance } from './dto-instance';
import { DtoClass } from './dto-shape';
import { repeatedField } from './form-body';

/** Types of parameters that are no DTO: path parameters and documents of a foreign shape. */
const UNCHECKED: unknown[] = [undefined, String, Number, Boolean, Object];

/**
 * Checks every body and query against its DTO class. Not Nest's ValidationPipe, which walks the whole value twice and
 * builds an object of every entry before it learns that a list is too long.
 */
@Injectable()
export class InputPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype, data }: ArgumentMetadata): Promise<unknown> {
    if (type === 'query' && data === undefined) refuseRepeated(value);
    if (type === 'custom' || UNCHECKED.includes(metatype)) return value;
    return checkInput(metatype as DtoClass, value);
  }
}

/** An instance of the DTO class made from parsed JSON. Throws request.invalid naming every wrong field. */
export async function checkInput<T extends object>(type: new () => T, value: unknown): Promise<T> {
  const instance = toInstance(type, value);
  const errors = await validate(instance, VALIDATION_OPTIONS);
  if (errors.length > 0) throw invalid(toFieldErrors(errors, instance));
  return instance;
}

/** `?limit=1&limit=2` would reach a DTO as an array. */
function refuseRepeated(query: unknown): void {
  const repeated = Object.entries(query ?? {}).filter(([, value]) => Array.isArray(value));
  if (repeated.length > 0) throw invalid(repeated.map(([name]) => repeatedField(name)));
}
