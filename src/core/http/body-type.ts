import { CoreErrors } from '../errors/core-errors';
import { BodyRule } from './body.decorators';

/** What a Content-Type header says, where the route accepts it. */
export interface BodyType {
  kind: 'json' | 'form' | 'text';
  /** In lower case, without parameters. */
  mediaType: string;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
/** A type whose content is JSON by its name: application/vcon+json (RFC 6839). */
const JSON_SUFFIX = /^application\/[a-z0-9!#$&^_.-]{1,100}\+json$/;

/** Throws request.unsupported_media, naming what is accepted. */
export function bodyType(contentType: string | undefined, rule: BodyRule): BodyType {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const mediaType = type.trim();
  const kind = kindOf(mediaType, rule);
  if (kind === undefined) throw CoreErrors.unsupportedMedia.with(`Send the body as Content-Type: ${accepted(rule)}.`);
  const charset = parameters.map((parameter) => parameter.trim()).find((entry) => entry.startsWith('charset='));
  const name = charset?.slice('charset='.length).replaceAll('"', '');
  if (name !== undefined && name !== 'utf-8' && name !== 'utf8') {
    throw CoreErrors.unsupportedMedia.with('Send the body in UTF-8.');
  }
  return { kind, mediaType };
}

function kindOf(mediaType: string, { form, document }: BodyRule): BodyType['kind'] | undefined {
  if (mediaType === JSON_TYPE) return 'json';
  if (document && (JSON_SUFFIX.test(mediaType) || document.jsonTypes.includes(mediaType))) return 'json';
  if (form && mediaType === FORM_TYPE) return 'form';
  return document?.textTypes.includes(mediaType) ? 'text' : undefined;
}

function accepted({ form, document }: BodyRule): string {
  const types = [
    JSON_TYPE,
    ...(form ? [FORM_TYPE] : []),
    ...(document ? ['application/*+json', ...document.jsonTypes, ...document.textTypes] : []),
  ];
  return types.length === 1 ? JSON_TYPE : `${types.slice(0, -1).join(', ')} or ${types.at(-1)}`;
}
