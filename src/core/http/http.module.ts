import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { BodyLimitGuard } from '../access/limits/body-limit.guard';
import { LimitsModule } from '../access/limits/limits.module';
import { RateLimiter } from '../access/limits/rate-limiter';
import { BodyGuard } from './body.guard';
import { DtoCheck } from './dto-check';
import { ProblemFilter } from './problem.filter';
import { InputPipe } from './validation';

/** What every route passes: rate limits, reading of bodies, validation, errors. Import it after AccessModule: guards run in that order. */
@Module({
  imports: [DiscoveryModule, LimitsModule],
  providers: [
    DtoCheck,
    { provide: APP_GUARD, useExisting: RateLimiter },
    { provide: APP_GUARD, useClass: BodyGuard },
    { provide: APP_GUARD, useClass: BodyLimitGuard },
    { provide: APP_PIPE, useClass: InputPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class HttpModule {}
