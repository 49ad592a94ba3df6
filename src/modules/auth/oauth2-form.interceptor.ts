import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import { Request } from 'express';
import { Observable } from 'rxjs';

const OAUTH2_FIELDS = ['grant_type', 'scope', 'client_id', 'client_secret'];

/** OAuth2 clients send these fields with a form login; they mean nothing here and would be refused as unknown. */
@Injectable()
export class OAuth2FormInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request<object, unknown, Record<string, unknown>>>();
    if (request.is('application/x-www-form-urlencoded')) OAUTH2_FIELDS.forEach((field) => delete request.body[field]);
    return next.handle();
  }
}
