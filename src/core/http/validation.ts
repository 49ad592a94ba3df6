import { ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import { ValidationError, ValidatorOptions } from 'class-validator';
import { invalid, toFieldErrors, VALIDATION_OPTIONS } from '../errors/field-errors';
import { repeatedField } from './form-body';

/** Checks every body, query and payload against its DTO class; see VALIDATION_OPTIONS. */
@Injectable()
export class InputPipe extends ValidationPipe {
  constructor() {
    super(VALIDATION_OPTIONS);
  }

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'query' && metadata.data === undefined) refuseRepeated(value);
    return super.transform(value, metadata);
  }

  /** Throws here and not in the factory, which does not see the object and cannot tell missing from wrong. */
  protected override async validate(entity: object, options?: ValidatorOptions): Promise<ValidationError[]> {
    const errors = await super.validate(entity, options);
    if (errors.length > 0) throw invalid(toFieldErrors(errors, entity));
    return errors;
  }
}

/** `?limit=1&limit=2` would reach a DTO as an array. */
function refuseRepeated(query: unknown): void {
  const repeated = Object.entries(query ?? {}).filter(([, value]) => Array.isArray(value));
  if (repeated.length > 0) throw invalid(repeated.map(([name]) => repeatedField(name)));
}
