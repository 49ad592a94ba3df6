import { ArgumentMetadata, Injectable, Param, PipeTransform } from '@nestjs/common';
import { isUuid } from '../database/ids';
import { invalid } from '../errors/field-errors';

/** Lets UUIDs pass, in lower case. */
@Injectable()
export class UuidPipe implements PipeTransform<unknown, string> {
  transform(value: unknown, { data = 'id' }: ArgumentMetadata): string {
    if (!isUuid(value)) throw invalid([{ field: data, message: 'must be a UUID' }]);
    return value.toLowerCase();
  }
}

/** A path parameter that must be a UUID. */
export function UuidParam(name = 'id'): ParameterDecorator {
  return Param(name, UuidPipe);
}
