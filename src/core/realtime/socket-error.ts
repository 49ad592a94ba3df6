import { AppError } from '../errors/app-error';
import { SocketError } from './realtime.sockets';

export function toSocketError(error: AppError, correlationId: string): SocketError {
  return {
    code: error.type.code,
    message: error.message,
    correlationId,
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    ...(error.errors === undefined ? {} : { errors: error.errors }),
  };
}
