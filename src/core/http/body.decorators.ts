import { applyDecorators, SetMetadata } from '@nestjs/common';

/** How the body of a route is read; see `@ReadsBody`. */
export interface BodyRule {
  /** Most bytes, after decompression. */
  limit: number;
  /** An absent body counts as `{}`. */
  optional: boolean;
  /** Also takes `application/x-www-form-urlencoded`; the names are parameters to drop unseen. */
  form?: { ignore: string[] };
  /** Takes a whole document instead of a DTO: JSON, also under any `application/*+json` or one of these types, or text. */
  document?: { jsonTypes: readonly string[]; textTypes: readonly string[] };
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

/**
 * The body is a document of somebody else's shape, so no DTO describes it: the handler gets a `ReceivedDocument`.
 * @param rule jsonTypes: media types besides application/json whose content is JSON, though their name does not say so;
 * textTypes: those that are taken as text; none when left out
 */
export function FreeDocument(
  reason: string,
  rule: { limit?: number; jsonTypes?: readonly string[]; textTypes?: readonly string[] } = {},
) {
  const { limit = DEFAULT_BODY_RULE.limit, jsonTypes = [], textTypes = [] } = rule;
  return applyDecorators(SetMetadata(FREE_DOCUMENT, reason), ReadsBody({ limit, document: { jsonTypes, textTypes } }));
}
