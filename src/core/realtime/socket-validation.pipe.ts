import { ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import { VALIDATION_OPTIONS } from '../errors/field-errors';
import { checkPayload } from './payload-check';

/** Validates the payload of an event against its DTO class. */
@Injectable()
export class SocketValidationPipe extends ValidationPipe {
  constructor() {
    super(VALIDATION_OPTIONS);
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'body') return value;
    // Nest also passes the payload to handlers that declare no parameter for it: they get none.
    if (metadata.metatype === undefined) return undefined;
    checkPayload(value);
    return super.transform(value, metadata);
  }
}
