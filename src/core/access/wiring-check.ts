import { Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { GUARDS_METADATA, METHOD_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { GATEWAY_METADATA, MESSAGE_MAPPING_METADATA } from '@nestjs/websockets/constants';
import { ALLOW, PUBLIC } from './decorators';
import { SocketAccessGuard } from './socket-access.guard';

type Handler = (...args: unknown[]) => unknown;
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
    return this.classes(this.discovery.getControllers()).flatMap((type) =>
      this.handlers(type, METHOD_METADATA)
        .filter(({ handler }) => !this.isDecorated(handler))
        .map(({ name }) => `${name} carries neither @Allow nor @Public`),
    );
  }

  private gateways(): string[] {
    const gateways = this.classes(this.discovery.getProviders()).filter((type) =>
      this.reflector.get<boolean>(GATEWAY_METADATA, type),
    );
    return gateways.flatMap((type) => {
      const guards = this.reflector.get<unknown[] | undefined>(GUARDS_METADATA, type) ?? [];
      const unguarded = guards.includes(SocketAccessGuard) ? [] : [`${type.name} is not declared by @RealtimeGateway`];
      const open = this.handlers(type, MESSAGE_MAPPING_METADATA).filter(
        ({ handler }) => !this.reflector.get(ALLOW, handler),
      );
      return [...unguarded, ...open.map(({ name }) => `${name} carries no @Allow`)];
    });
  }

  private isDecorated(handler: Handler): boolean {
    return this.reflector.get(ALLOW, handler) !== undefined || this.reflector.get(PUBLIC, handler) === true;
  }

  private classes(wrappers: { metatype: unknown }[]): Constructor[] {
    return wrappers
      .map(({ metatype }) => metatype)
      .filter((type): type is Constructor => typeof type === 'function' && Boolean(type.prototype));
  }

  private handlers(type: Constructor, mark: string): { name: string; handler: Handler }[] {
    const prototype = type.prototype as Record<string, Handler>;
    return this.scanner
      .getAllMethodNames(prototype)
      .map((method) => ({ name: `${type.name}.${method}`, handler: prototype[method] as Handler }))
      .filter(({ handler }) => this.reflector.get(mark, handler) !== undefined);
  }
}
