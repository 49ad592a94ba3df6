import { INestApplication, Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { GATEWAY_METADATA, GATEWAY_OPTIONS, MESSAGE_METADATA, PARAM_ARGS_METADATA } from '@nestjs/websockets/constants';
import { WsParamtype } from '@nestjs/websockets/enums/ws-paramtype.enum';
import { ALLOW } from '../../../src/core/access/decorators';
import { Permission } from '../../../src/core/access/permissions';
import { CommonEvents } from '../../../src/core/realtime/common-events';

/** One event that clients may send. */
export interface ClientEvent {
  namespace: string;
  event: string;
  permission: Permission;
  payload?: Type<unknown>;
}

/** What every namespace takes, from whoever it let in. */
export interface CommonEvent {
  event: string;
  sessionOnly: boolean;
  payload?: Type<unknown>;
}

type Method = (...args: unknown[]) => unknown;

/** Every event that the gateways take, by namespace and name. */
export function clientEvents(app: INestApplication): ClientEvent[] {
  const gateways = app
    .get(DiscoveryService, { strict: false })
    .getProviders()
    .map(({ metatype }) => metatype)
    .filter((type): type is Type<object> => typeof type === 'function' && has(GATEWAY_METADATA, type));
  return gateways
    .flatMap((type) => eventsOf(type))
    .sort((a, b) => `${a.namespace} ${a.event}`.localeCompare(`${b.namespace} ${b.event}`));
}

export function commonEvents(app: INestApplication): CommonEvent[] {
  const providers = app.get(DiscoveryService, { strict: false }).getProviders();
  const type = providers.map(({ metatype }) => metatype as unknown).find(isCommonEvents);
  return Object.entries(type?.events ?? {}).map(([event, declared]) => ({ event, ...declared }));
}

/** The class of the build is another than that of the sources. */
function isCommonEvents(type: unknown): type is typeof CommonEvents {
  return typeof type === 'function' && type.name === CommonEvents.name;
}

/** The schemas of the payloads and of all they refer to. */
export function payloadSchemas(
  app: INestApplication,
  events: { payload?: Type<unknown> }[],
): Record<string, SchemaObject> {
  const extraModels = events.map(({ payload }) => payload).filter((type) => type !== undefined);
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().build(), { extraModels });
  const all = (document.components?.schemas ?? {}) as Record<string, SchemaObject>;
  const wanted = new Map<string, SchemaObject>();
  const add = (name: string): void => {
    const schema = all[name];
    if (schema === undefined || wanted.has(name)) return;
    wanted.set(name, schema);
    for (const [, other] of JSON.stringify(schema).matchAll(/#\/components\/schemas\/(\w+)/g)) add(other ?? '');
  };
  extraModels.forEach(({ name }) => add(name));
  return Object.fromEntries([...wanted].sort(([a], [b]) => a.localeCompare(b)));
}

function eventsOf(type: Type<object>): ClientEvent[] {
  const { namespace } = Reflect.getMetadata(GATEWAY_OPTIONS, type) as { namespace: string };
  const prototype = type.prototype as Record<string, Method>;
  return new MetadataScanner()
    .getAllMethodNames(prototype)
    .filter((name) => has(MESSAGE_METADATA, prototype[name] as Method))
    .map((name) => {
      const method = prototype[name] as Method;
      const event = Reflect.getMetadata(MESSAGE_METADATA, method) as string;
      const permission = Reflect.getMetadata(ALLOW, method) as Permission;
      return { namespace, event, permission, payload: payloadOf(type, name) };
    });
}

function payloadOf(type: Type<object>, method: string): Type<unknown> | undefined {
  const args = (Reflect.getMetadata(PARAM_ARGS_METADATA, type, method) ?? {}) as Record<string, { index: number }>;
  const body = Object.entries(args).find(([key]) => Number.parseInt(key, 10) === WsParamtype.PAYLOAD.valueOf());
  const types = Reflect.getMetadata('design:paramtypes', type.prototype as object, method) as Type<unknown>[];
  return body && types[body[1].index];
}

function has(key: string, target: object): boolean {
  return Reflect.getMetadata(key, target) !== undefined;
}
