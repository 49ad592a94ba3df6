import { applyDecorators, Header } from '@nestjs/common';

declare const shape: unique symbol;

/** JSON that is ready to be sent, of the documented shape T; it is made where the data is, and not parsed on its way. */
export type JsonText<T> = string & { readonly [shape]: T };

/** Takes a text for JSON of that shape. */
export function jsonText<T>(text: string): JsonText<T> {
  return text as JsonText<T>;
}

/** For a handler that answers `JsonText`: the text is sent as it is. */
export function SendsJsonText(): MethodDecorator {
  return applyDecorators(Header('Content-Type', 'application/json; charset=utf-8'));
}
