import { Global, Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { Config } from '../../config/config';
import { RedisModule } from '../../redis/redis.module';
import { limitClassNames, limitOf } from './limit-classes';
import { LimitCounts } from './limit-counts';
import { LimitStorage } from './limit-storage';
import { RateLimiter } from './rate-limiter';
import { RedisBuckets } from './redis-buckets';
import { Refusals } from './refusals';

@Module({ imports: [RedisModule], providers: [RedisBuckets, LimitCounts, LimitStorage], exports: [LimitStorage] })
class LimitStorageModule {}

/** Rate limits for HTTP and sockets; the guards are put in their places by AccessModule, HttpModule and the gateways. */
@Global()
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      imports: [LimitStorageModule],
      inject: [Config, LimitStorage],
      useFactory: (config: Config, storage: LimitStorage) => ({
        throttlers: limitClassNames.map((name) => ({ name, ...limitOf(name, config.get('RATE_LIMITS')) })),
        storage,
      }),
    }),
  ],
  providers: [RateLimiter, Refusals],
  exports: [RateLimiter, Refusals],
})
export class LimitsModule {}
