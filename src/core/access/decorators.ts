import { applyDecorators, createParamDecorator, ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiOAuth2 } from '@nestjs/swagger';
import { Request } from 'express';
import { Permission } from './permissions';
import { Principal } from './principal';

export const ALLOW = 'parley:allow';
export const PUBLIC = 'parley:public';

/** Opens a route or a gateway message to principals that hold the permission. */
export function Allow(permission: Permission): MethodDecorator {
  return applyDecorators(
    SetMetadata(ALLOW, permission),
    ApiBearerAuth(),
    ApiOAuth2([]),
    ApiExtension('x-permission', permission),
  );
}

/** Opens a route to anyone, also without credentials. */
export function Public(): MethodDecorator {
  return applyDecorators(SetMetadata(PUBLIC, true), ApiExtension('x-permission', 'public'));
}

/** The caller of an HTTP route that carries `@Allow`. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal =>
    context.switchToHttp().getRequest<Request & { user: Principal }>().user,
);
