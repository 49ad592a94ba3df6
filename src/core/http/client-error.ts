import { Server, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import { AppError, ErrorType } from '../errors/app-error';
import { CoreErrors } from '../errors/core-errors';
import { toProblem } from '../errors/problem';
import { correlationIdFrom } from '../logging/request-context';
import { HttpErrors } from './http-errors';
import { keepsItsOwnPace } from './own-pace';

interface ParserError extends Error {
  code?: string;
}

const REQUEST_TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT';

const byCode: Record<string, ErrorType | undefined> = {
  HPE_HEADER_OVERFLOW: HttpErrors.headersTooLarge,
  [REQUEST_TIMEOUT]: HttpErrors.timeout,
};

/** Answers what the HTTP parser refuses, before there is a request, in the shape of every other error. */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: ParserError, socket: Socket) => {
    // It is told once for each request, and what nobody does anything about goes on.
    if (error.code === REQUEST_TIMEOUT && keepsItsOwnPace(socket)) return;
    // The second half of a pair of answers would be read as part of the first.
    const answering = (socket as { _httpMessage?: { headersSent: boolean } | null })._httpMessage?.headersSent === true;
    if (error.code === 'ECONNRESET' || !socket.writable || answering) socket.destroy();
    else
      socket.end(render((byCode[error.code ?? ''] ?? CoreErrors.malformed).with(detailOf(error))), () =>
        socket.destroy(),
      );
  });
}

function detailOf(error: ParserError): string | undefined {
  return byCode[error.code ?? ''] === undefined ? 'This is not an HTTP request.' : undefined;
}

function render(error: AppError): string {
  const correlationId = correlationIdFrom(undefined);
  const body = JSON.stringify(toProblem(error, '', correlationId));
  return [
    `HTTP/1.1 ${error.type.status} ${STATUS_CODES[error.type.status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Correlation-Id: ${correlationId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
