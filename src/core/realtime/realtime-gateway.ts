import {
  applyDecorators,
  createParamDecorator,
  ExecutionContext,
  UseFilters,
  UseGuards,
  UsePipes,
} from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import { refuseUntypedPayloads } from './payload-types';
import { Principal } from '../access/principal';
import { SocketLimitGuard } from '../access/limits/socket-limit.guard';
import { SocketAccessGuard } from '../access/socket-access.guard';
import { AppSocket } from './realtime.sockets';
import { RethrowFilter } from './rethrow.filter';
import { SocketValidationPipe } from './socket-validation.pipe';

/**
 * Declares a gateway: its namespace opens to authenticated clients, each of its messages needs `@Allow`, payloads are
 * validated, and what a handler returns or throws becomes the ack.
 */
export function RealtimeGateway(namespace: `/${string}`): ClassDecorator {
  return applyDecorators(
    refuseUntypedPayloads as ClassDecorator,
    WebSocketGateway({ namespace }),
    UseGuards(SocketAccessGuard, SocketLimitGuard),
    UseFilters(RethrowFilter),
    UsePipes(SocketValidationPipe),
  );
}

/** The caller of a gateway message. */
export const SocketCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal => context.switchToWs().getClient<AppSocket>().data.principal,
);
