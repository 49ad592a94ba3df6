import { AppError, FieldError } from './app-error';

/** The body of an error answer: RFC 9457 with Parley's members `code` and `correlationId`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  /** Path of the request. */
  instance: string;
  correlationId: string;
  errors?: FieldError[];
}

export function toProblem(error: AppError, instance: string, correlationId: string): Problem {
  const { code, title, status } = error.type;
  return {
    type: `urn:parley:error:${code}`,
    title,
    status,
    detail: error.message,
    code,
    instance,
    correlationId,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
  };
}
