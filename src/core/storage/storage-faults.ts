import { AppError } from '../errors/app-error';
import { CoreErrors } from '../errors/core-errors';

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT']);

/** The storage.full of a write that failed for lack of room; any other error as it is. */
export function storageFault(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && NO_ROOM.has(code) ? noRoom(error) : error;
}

export function noRoom(cause?: unknown): AppError {
  return CoreErrors.storageFull.with('There is no room left for files.', { cause });
}

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
