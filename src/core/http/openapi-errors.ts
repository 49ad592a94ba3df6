import { ContentObject, ResponseObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { declaredErrors, ErrorType } from '../errors/app-error';
import { AccessErrors, CoreErrors } from '../errors/core-errors';
import { toProblem } from '../errors/problem';
import { IdempotencyErrors } from './idempotency/idempotency.errors';
import { IDEMPOTENT } from './idempotency/idempotent.decorator';
import { LimitedOperation, limitsOf } from './openapi-limits';
import { BODY_CONTENT, ERROR_CODES } from './operation.decorator';

const EXAMPLE_ID = '019a20ff-8125-72a8-afd4-91f98a9c9e3c';
const PROBLEM_SCHEMA = { $ref: '#/components/schemas/ProblemDto' };

export type DocumentedOperation = LimitedOperation & {
  [ERROR_CODES]?: string[];
  [BODY_CONTENT]?: ContentObject;
  [IDEMPOTENT]?: boolean;
  'x-permission'?: string;
  'x-session-only'?: boolean;
};

/**
 * Writes one response per status an operation can fail with: its own codes and those that any such route can
 * answer.
 */
export function documentErrors(operation: DocumentedOperation, path: string): void {
  const byCode = new Map(declaredErrors().map((type) => [type.code, type]));
  const own = (operation[ERROR_CODES] ?? []).map((code) => byCode.get(code)).filter((type) => type !== undefined);
  const types = [...new Set([...own, ...commonErrors(operation, path)])];
  for (const status of [...new Set(types.map((type) => type.status))]) {
    const group = types.filter((type) => type.status === status);
    operation.responses[status] = toResponse(group, path);
  }
  operation[ERROR_CODES] = types.map(({ code }) => code).sort();
}

function commonErrors(operation: DocumentedOperation, path: string): ErrorType[] {
  const errors: ErrorType[] = [];
  if (operation.requestBody) {
    errors.push(CoreErrors.validation, CoreErrors.malformed, CoreErrors.tooDeep, CoreErrors.tooManyValues);
    errors.push(CoreErrors.tooLarge, CoreErrors.unsupportedMedia);
  } else if ((operation.parameters ?? []).length > 0) errors.push(CoreErrors.validation);
  const permission = operation['x-permission'];
  if (permission !== undefined && permission !== 'public') errors.push(...Object.values(AccessErrors));
  if (operation[IDEMPOTENT]) errors.push(...Object.values(IdempotencyErrors));
  if (limitsOf(operation).length > 0) errors.push(CoreErrors.rateLimited);
  if (path.startsWith('/api/')) errors.push(CoreErrors.unavailable);
  return errors;
}

function toResponse(types: ErrorType[], path: string): ResponseObject {
  const examples = types.map((type) => [type.code, { summary: type.title, value: exampleOf(type, path) }]);
  return {
    description: types.map(({ code, title }) => `\`${code}\`: ${title}.`).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: PROBLEM_SCHEMA,
        examples: Object.fromEntries(examples) as Record<string, { value: unknown }>,
      },
    },
  };
}

function exampleOf(type: ErrorType, path: string): object {
  const errors = type === CoreErrors.validation ? [{ field: 'name', message: 'is not a known field' }] : undefined;
  const detail = errors ? 'name is not a known field.' : undefined;
  return toProblem(type.with(detail, { errors }), path.replace(/\{\w+\}/g, EXAMPLE_ID), EXAMPLE_ID);
}
