import { ArgumentMetadata, Injectable, PipeTransform } from '@nestjs/common';
import { DtoClass } from '../http/dto-shape';
import { checkInput } from '../http/validation';
import { checkPayload } from './payload-check';

/** Validates the payload of an event against its DTO class. */
@Injectable()
export class SocketValidationPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype }: ArgumentMetadata): Promise<unknown> {
    if (type !== 'body') return value;
    // Nest also passes the payload to handlers that declare no parameter for it: they get none.
    if (metatype === undefined) return undefined;
    checkPayload(value);
    return checkInput(metatype as DtoClass, value);
  }
}
