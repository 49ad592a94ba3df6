import { MESSAGE_MAPPING_METADATA, PARAM_ARGS_METADATA } from '@nestjs/websockets/constants';
import { WsParamtype } from '@nestjs/websockets/enums/ws-paramtype.enum';

type Parameters = Record<string, { index: number; data?: unknown }>;

const untyped: unknown[] = [undefined, Object, Array, String, Number, Boolean];

/**
 * Class decorator that throws when a message takes a payload whose type is not a class: an interface, a list or a text
 * would reach the handler unchecked.
 */
export function refuseUntypedPayloads(type: abstract new (...args: never[]) => unknown): void {
  const prototype = type.prototype as Record<string, object>;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
    if (typeof method !== 'function' || !Reflect.getMetadata(MESSAGE_MAPPING_METADATA, method)) continue;
    const types = (Reflect.getMetadata('design:paramtypes', prototype, name) ?? []) as unknown[];
    const parameters = (Reflect.getMetadata(PARAM_ARGS_METADATA, type, name) ?? {}) as Parameters;
    for (const [key, { index, data }] of Object.entries(parameters)) {
      if (!key.startsWith(`${WsParamtype.PAYLOAD}:`)) continue;
      if (data === undefined && !untyped.includes(types[index])) continue;
      throw new Error(`The payload of ${type.name}.${name} must be one parameter whose type is a DTO class.`);
    }
  }
}
