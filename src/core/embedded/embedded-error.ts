/** Why Postgres or Redis could not be started, in one sentence that also says what to do. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';
}

const ELSEWHERE = 'set PARLEY_DATA_DIR to another directory';

/** Turns the file-system errors that people meet into a sentence; anything else is passed through untouched. */
export function explainFileError(error: unknown, dataDir: string): unknown {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  const place = path ?? dataDir;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new EmbeddedError(
        `Parley cannot write to ${place} (${code}): make it writable for this user, or ${ELSEWHERE}.`,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return outOfSpace(dataDir);
    case 'ENAMETOOLONG':
      return pathTooLong(dataDir);
    case 'ENOTDIR':
    case 'EEXIST':
      return new EmbeddedError(`${dataDir} cannot be a directory, a file is in the way: remove it, or ${ELSEWHERE}.`);
    case undefined:
    default:
      return error;
  }
}

/** The disk under the data directory is full. */
export function outOfSpace(dataDir: string): EmbeddedError {
  return new EmbeddedError(`The disk that holds ${dataDir} is full: free some space, or ${ELSEWHERE}.`);
}

/** Postgres and Redis keep paths in buffers of 1,024 bytes. */
export function pathTooLong(dataDir: string): EmbeddedError {
  return new EmbeddedError(`The path ${dataDir.slice(0, 60)}... is too long for Postgres and Redis: ${ELSEWHERE}.`);
}
