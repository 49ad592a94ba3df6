import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Request, Response } from 'express';
import { lastValueFrom, Observable, of } from 'rxjs';
import { Principal } from '../../access/principal';
import { receivedBytes } from '../body.guard';
import { ClientKey, readKey, REPLAY_HEADER, RequestShape } from './client-key';
import { Answer, KeptAnswers } from './kept-answers';

/** What an answer says of itself; everything else a response carries belongs to the one request. */
const KEPT_HEADERS = ['content-type', 'content-language', 'location', 'etag'];
const JSON_TYPE = 'application/json; charset=utf-8';

/** Whether a route reads its body itself, so that the key stands for it. */
export const STREAMED = 'parley:streamed';

/** Gives a request that carries a key the answer it had before, or keeps the one it gets. It stands behind the guards. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly kept: KeptAnswers,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request & { user: Principal }>();
    const key = readKey(request);
    if (key === undefined) return next.handle();
    const response = http.getResponse<Response>();
    const shape = shapeOf(request, this.reflector.get<boolean>(STREAMED, context.getHandler()));
    return this.once(new ClientKey(request.user.userId, key), shape, response, async () => {
      const value: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      return toAnswer(response, value);
    });
  }

  private async once(key: ClientKey, shape: RequestShape, response: Response, work: () => Promise<Answer>) {
    const { answer, isReplay } = await this.kept.answer(key, shape, work);
    response.status(answer.status).set(answer.headers);
    if (isReplay) response.set(REPLAY_HEADER, 'true');
    return of(answer.body === '' ? undefined : answer.body);
  }
}

function shapeOf(request: Request, isStreamed: boolean): RequestShape {
  const { method, originalUrl: address, headers } = request;
  if (isStreamed) return { method, address, contentType: '', body: Buffer.alloc(0) };
  return { method, address, contentType: headers['content-type'] ?? '', body: receivedBytes(request) };
}

/** The body as it is going to be sent: a text is one already, anything else becomes JSON. */
function toAnswer(response: Response, value: unknown): Answer {
  const isText = typeof value === 'string';
  if (!isText && value !== undefined && value !== null) response.type(JSON_TYPE);
  const sent = KEPT_HEADERS.map((name) => [name, response.getHeader(name)] as const);
  const headers = Object.fromEntries(sent.filter(([, content]) => content !== undefined)) as Record<string, string>;
  return { status: response.statusCode, headers, body: isText ? value : (JSON.stringify(value ?? undefined) ?? '') };
}
