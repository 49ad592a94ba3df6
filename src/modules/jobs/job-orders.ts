import { requirePermission } from '../../core/access/access.guard';
import { Principal } from '../../core/access/principal';
import { AppError } from '../../core/errors/app-error';
import { CoreErrors } from '../../core/errors/core-errors';
import { invalid } from '../../core/errors/field-errors';
import { checkInput } from '../../core/http/validation';
import { JobDefinition } from '../../core/queues/job-type';
import { JobTypes } from '../../core/queues/job-types';
import { CreateJobDto } from './dto/create-job.dto';

export interface CheckedOrder {
  definition: JobDefinition;
  payload: object;
}

/** The types that `POST /jobs` takes from the caller. */
export function orderableBy({ permissions }: Principal, types: JobTypes): JobDefinition[] {
  return types.all.filter(({ orderable, permission }) => orderable && permissions.has(permission));
}

/** Throws request.invalid naming the fields, those of the payload behind `payload.`; auth.forbidden. */
export async function checkOrder(order: CreateJobDto, caller: Principal, types: JobTypes): Promise<CheckedOrder> {
  const definition = types.find(order.type);
  if (!definition?.orderable) throw noSuchType(orderableBy(caller, types));
  requirePermission(caller, definition.permission);
  try {
    return { definition, payload: await checkInput(definition.payload, order.payload) };
  } catch (error) {
    throw withinPayload(error);
  }
}

function noSuchType(known: JobDefinition[]): AppError {
  const names = known.map(({ type }) => type).sort();
  const message = names.length === 0 ? 'is none that you may order' : `must be one of ${names.join(', ')}`;
  return invalid([{ field: 'type', message }]);
}

function withinPayload(error: unknown): unknown {
  if (!(error instanceof AppError) || error.type !== CoreErrors.validation) return error;
  const inner = error.errors ?? [];
  return invalid(inner.map(({ field, message }) => ({ field: ['payload', field].filter(Boolean).join('.'), message })));
}
