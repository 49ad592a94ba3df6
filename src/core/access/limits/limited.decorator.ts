import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import { LimitClassName } from './limit-classes';

export const LIMITED = 'parley:limited';
/** Where the document keeps the classes of an operation. */
export const LIMITED_BY = 'x-rate-limits';

/** Limits a route or a gateway message by these classes, together, instead of by `default`. */
export function Limited(...names: [LimitClassName, ...LimitClassName[]]): MethodDecorator {
  return applyDecorators(SetMetadata(LIMITED, names), ApiExtension(LIMITED_BY, names));
}

/** Exempts a route, or all routes of a controller, from the rate limits. The reason is for the reader. */
export function Unlimited(_reason: string): MethodDecorator & ClassDecorator {
  return applyDecorators(SkipThrottle(), ApiExtension(LIMITED_BY, []));
}
