import { AppError } from '../errors/app-error';
import { CoreErrors } from '../errors/core-errors';
import { invalid } from '../errors/field-errors';

const MAX_LENGTH = 8_192;

/** What is wrong with the address of a request before any route sees it; undefined when nothing is. */
export function addressFault(url: string): AppError | undefined {
  if (url.length > MAX_LENGTH) {
    return CoreErrors.uriTooLong.with(`An address may have at most ${MAX_LENGTH} characters.`);
  }
  return url.includes('%') ? encodingFault(url) : undefined;
}

/** The address without its query string, which may hold what nobody should read in a log. */
export function pathOf(url: string): string {
  const mark = url.indexOf('?');
  return mark === -1 ? url : url.slice(0, mark);
}

/** Undefined unless the text is percent-encoded UTF-8. */
export function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function encodingFault(url: string): AppError | undefined {
  const path = pathOf(url);
  const decodedPath = decode(path);
  if (decodedPath === undefined) return CoreErrors.malformed.with('The path is not valid percent-encoded UTF-8.');
  if (decodedPath.includes('\0')) {
    return invalid([{ field: 'path', message: 'must not contain the NUL character' }]);
  }
  for (const pair of url.slice(path.length + 1).split('&')) {
    const decoded = decode(pair);
    if (decoded === undefined) return CoreErrors.malformed.with('The query string is not valid percent-encoded UTF-8.');
    if (decoded.includes('\0')) {
      const field = decoded.split('=', 1)[0]?.replaceAll('\0', '').slice(0, 100) || 'query';
      return invalid([{ field, message: 'must not contain the NUL character' }]);
    }
  }
  return undefined;
}
