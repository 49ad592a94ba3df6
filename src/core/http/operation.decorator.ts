import { applyDecorators, HttpCode, Type } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiResponse, ApiResponseOptions } from '@nestjs/swagger';
import { ContentObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { ErrorType } from '../errors/app-error';

type Shape = Type<unknown> | [Type<unknown>];

export interface OperationTexts {
  /** A few words, without a full stop. */
  summary: string;
  /** What it does and what to know before calling it. Permissions, paging and errors are added by themselves. */
  description: string;
  /** What the body may be, by content type, where no DTO describes it. */
  body?: ContentObject;
  /** Status of success; also what the route answers. Default 200. */
  status?: number;
  /** Class of the answer, in brackets for an array of it; left out when there is no body. */
  ok?: Shape;
  /** What the answer is, when the class does not say it all: another content type, headers, an example. */
  answer?: ApiResponseOptions;
  /** What can go wrong here besides what can go wrong everywhere. */
  errors: ErrorType[];
}

/** Name under which the codes of a route's errors stand in the raw document. */
export const ERROR_CODES = 'x-error-codes';
/** Where the content of a body waits until the document is put together. */
export const BODY_CONTENT = 'x-body-content';

/** Documents a route: texts, success and errors. One status is one response, however many codes it has. */
export function Operation(texts: OperationTexts): MethodDecorator {
  const { summary, description, body, status = 200, ok, answer, errors } = texts;
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ summary, description }),
    ApiResponse({ status, ...success(ok), ...answer }),
    ApiExtension(
      ERROR_CODES,
      errors.map(({ code }) => code),
    ),
    ...(body === undefined ? [] : [ApiExtension(BODY_CONTENT, body)]),
  );
}

function success(ok: Shape | undefined): ApiResponseOptions {
  if (ok === undefined) return { description: 'Done.' };
  return Array.isArray(ok)
    ? { description: 'Success.', type: ok[0], isArray: true }
    : { description: 'Success.', type: ok };
}
