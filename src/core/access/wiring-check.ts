import { Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { GUARDS_METADATA, METHOD_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { GATEWAY_METADATA, MESSAGE_MAPPING_METADATA } from '@nestjs/websockets/constants';
import { ALLOW, PUBLIC, SESSION_ONLY } from './decorators';
import { SocketAccessGuard } from './socket-access.guard';

type Handler = (...args: unknown[]) => unknown;
interface NamedHandler {
  name: string;
  handler: Handler;
}
type Constructor = abstract new (...args: never[]) => object;

/** Refuses to start when a route or a gateway message says nothing of who may use it, or a gateway lacks its guard. */
@Injectable()
export class WiringCheck implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const faults = [...this.controllers(), ...this.gateways()];
    if (faults.length > 0) throw new Error(`Closed by default: ${faults.join('; ')}.`);
  }

  private controllers(): string[] {
    return this.classes(this.discovery.getControllers()).flatMap((type) => {
      const routes = this.handlers(type, METHOD_METADATA);
      const open = routes.filter(({ handler }) => !this.isDecorated(handler));
      return [...open.map(({ name }) => `${name} carries neither @Allow nor @Public`), ...this.unallowed(routes)];
    });
  }

  private gateways(): string[] {
    const gateways = this.classes(this.discovery.getProviders()).filter((type) =>
      this.reflector.get<boolean>(GATEWAY_METADATA, type),
    );
    return gateways.flatMap((type) => {
      const guards = this.reflector.get<unknown[] | undefined>(GUARDS_METADATA, type) ?? [];
      const unguarded = guards.includes(SocketAccessGuard) ? [] : [`${type.name} is not declared by @RealtimeGateway`];
      const messages = this.handlers(type, MESSAGE_MAPPING_METADATA);
      const open = messages.filter(({ handler }) => !this.reflector.get(ALLOW, handler));
      return [...unguarded, ...open.map(({ name }) => `${name} carries no @Allow`), ...this.unallowed(messages)];
    });
  }

  /** `@SessionOnly` narrows `@Allow`; by itself, or on something public, it would promise what nothing keeps. */
  private unallowed(handlers: NamedHandler[]): string[] {
    return handlers
      .filter(({ handler }) => this.reflector.get(SESSION_ONLY, handler) === true)
      .filter(({ handler }) => !this.reflector.get(ALLOW, handler) || this.reflector.get(PUBLIC, handler) === true)
      .map(({ name }) => `${name} carries @SessionOnly without @Allow`);
  }

  private isDecorated(handler: Handler): boolean {
    return this.reflector.get(ALLOW, handler) !== undefined || this.reflector.get(PUBLIC, handler) === true;
  }

  private classes(wrappers: { metatype: unknown }[]): Constructor[] {
    return wrappers
      .map(({ metatype }) => metatype)
      .filter((type): type is Constructor => typeof type === 'function' && Boolean(type.prototype));
  }

  private handlers(type: Constructor, mark: string): NamedHandler[] {
    const prototype = type.prototype as Record<string, Handler>;
    return this.scanner
      .getAllMethodNames(prototype)
      .map((method) => ({ name: `${type.name}.${method}`, handler: prototype[method] as Handler }))
      .filter(({ handler }) => this.reflector.get(mark, handler) !== undefined);
  }
}
