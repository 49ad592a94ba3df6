import { applyDecorators, createParamDecorator, ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiOAuth2 } from '@nestjs/swagger';
import { Request } from 'express';
import { Permission } from './permissions';
import { Principal } from './principal';

export const ALLOW = 'parley:allow';
export const PUBLIC = 'parley:public';
export const SESSION_ONLY = 'parley:session-only';

/** Opens a route or a gateway message to principals that hold the permission. */
export function Allow(permission: Permission): MethodDecorator {
  return applyDecorators(
    SetMetadata(ALLOW, permission),
    ApiBearerAuth(),
    ApiOAuth2([]),
    ApiExtension('x-permission', permission),
  );
}

/** Beside `@Allow`: closed to API keys, whatever they may, because it gives or takes access itself. */
export function SessionOnly(): MethodDecorator {
  return applyDecorators(SetMetadata(SESSION_ONLY, true), ApiExtension('x-session-only', true));
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
