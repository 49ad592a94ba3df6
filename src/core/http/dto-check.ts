import { Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { METHOD_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { GATEWAY_METADATA, MESSAGE_MAPPING_METADATA } from '@nestjs/websockets/constants';
import { WsParamtype } from '@nestjs/websockets/enums/ws-paramtype.enum';
import { FREE_DOCUMENT } from './body.decorators';
import { dtoFaults } from './dto-faults';

type Handler = (...args: unknown[]) => unknown;
type Class = abstract new (...args: never[]) => object;

/** Refuses to start when a body, query or message would be taken unchecked, naming the handler. */
@Injectable()
export class DtoCheck implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const gateways = this.classes(this.discovery.getProviders()).filter((type) =>
      this.reflector.get<boolean>(GATEWAY_METADATA, type),
    );
    const faults = [
      ...this.classes(this.discovery.getControllers()).flatMap((type) => this.faultsOf(type, METHOD_METADATA)),
      ...gateways.flatMap((type) => this.faultsOf(type, MESSAGE_MAPPING_METADATA)),
    ];
    if (faults.length > 0) throw new Error(`Unchecked input: ${[...new Set(faults)].join('; ')}.`);
  }

  private faultsOf(type: Class, mark: string): string[] {
    const checked: number[] =
      mark === METHOD_METADATA ? [RouteParamtypes.BODY, RouteParamtypes.QUERY] : [WsParamtype.PAYLOAD];
    const prototype = type.prototype as Record<string, Handler>;
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((method) => this.reflector.get<unknown>(mark, prototype[method] as Handler) !== undefined)
      .flatMap((method) =>
        parameters(type, method)
          .filter(({ kind }) => checked.includes(kind) && !this.isFree(prototype[method] as Handler, kind))
          .flatMap(({ metatype }) => dtoFaults(metatype))
          .map((fault) => `${type.name}.${method} ${fault}`),
      );
  }

  private isFree(handler: Handler, kind: number): boolean {
    return kind === RouteParamtypes.BODY.valueOf() && this.reflector.get(FREE_DOCUMENT, handler) !== undefined;
  }

  private classes(wrappers: { metatype: unknown }[]): Class[] {
    return wrappers
      .map(({ metatype }) => metatype)
      .filter((type): type is Class => typeof type === 'function' && Boolean(type.prototype));
  }
}

function parameters(type: Class, method: string): { kind: number; metatype: unknown }[] {
  const declared = (Reflect.getMetadata(ROUTE_ARGS_METADATA, type, method) ?? {}) as Record<string, { index: number }>;
  const types = (Reflect.getMetadata('design:paramtypes', type.prototype as object, method) ?? []) as unknown[];
  return Object.entries(declared).map(([key, { index }]) => ({
    // Nest keys a custom decorator by a random name that may begin with a digit: only `3:0` is a kind.
    kind: Number(key.split(':', 1)[0]),
    metatype: types[index],
  }));
}
