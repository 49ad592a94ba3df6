import { applyDecorators, SetMetadata } from '@nestjs/common';

/** How the body of a route is read; see `@ReadsBody`. */
export interface BodyRule {
  /** Most bytes, after decompression. */
  limit: number;
  /** An absent body counts as `{}`. */
  optional: boolean;
  /** Also takes `application/x-www-form-urlencoded`; the names are parameters to drop unseen. */
  form?: { ignore: string[] };
}

export const KILOBYTE = 1_000;
export const MEGABYTE = 1_000_000;
export const DEFAULT_BODY_RULE: BodyRule = { limit: 100 * KILOBYTE, optional: false };

export const BODY_RULE = 'parley:body-rule';
export const SELF_READ_BODY = 'parley:self-read-body';
export const FREE_DOCUMENT = 'parley:free-document';

/** Changes how the JSON body of this route is read; without it: a JSON object of at most 100 kB, required. */
export function ReadsBody(rule: Partial<BodyRule>): MethodDecorator {
  return SetMetadata(BODY_RULE, { ...DEFAULT_BODY_RULE, ...rule });
}

/** The route reads its own body (a stream, a multipart upload): no parser touches it. The reason is for the reader. */
export function ReadsBodyItself(reason: string): MethodDecorator {
  return SetMetadata(SELF_READ_BODY, reason);
}

/** The JSON body is a document of somebody else's shape, array or object, so no DTO describes it. */
export function FreeDocument(reason: string, rule: Partial<BodyRule> = {}): MethodDecorator {
  return applyDecorators(SetMetadata(FREE_DOCUMENT, reason), ReadsBody(rule));
}
