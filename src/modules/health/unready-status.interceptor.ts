import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import { Response } from 'express';
import { Observable, tap } from 'rxjs';
import { HealthDto } from './dto/health.dto';

/** Answers 503 when the health is `unready`, with the same body. */
@Injectable()
export class UnreadyStatusInterceptor implements NestInterceptor<HealthDto, HealthDto> {
  intercept(context: ExecutionContext, next: CallHandler<HealthDto>): Observable<HealthDto> {
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(tap((health) => health.status === 'unready' && response.status(503)));
  }
}
