import { ArgumentMetadata, Injectable, Param, PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { isUuid } from '../database/ids';
import { invalid } from '../errors/field-errors';

const EXAMPLE = '019a20ff-8125-72a8-afd4-91f98a9c9e3c';

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
  const documented = ApiParam({ name, schema: { type: 'string', format: 'uuid', example: EXAMPLE } });
  return (target, key, index) => {
    Param(name, UuidPipe)(target, key, index);
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key !== undefined && descriptor) documented(target, key, descriptor);
  };
}
