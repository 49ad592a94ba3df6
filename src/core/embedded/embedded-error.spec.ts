import { EmbeddedError, explainFileError } from './embedded-error';

const failure = (code: string, path?: string): Error => Object.assign(new Error(code), { code, path });

describe('explainFileError', () => {
  it.each([
    ['EACCES', '/data/lock (EACCES): make it writable'],
    ['EROFS', '/data/lock (EROFS): make it writable'],
    ['ENOSPC', 'The disk that holds /data is full'],
    ['ENAMETOOLONG', 'is too long for Postgres'],
    ['ENOTDIR', 'a file is in the way'],
  ])('%s: one sentence', (code, sentence) => {
    const explained = explainFileError(failure(code, '/data/lock'), '/data');
    expect(explained).toBeInstanceOf(EmbeddedError);
    expect((explained as Error).message).toContain(sentence);
    expect((explained as Error).message).toContain('PARLEY_DATA_DIR');
  });

  it('leaves everything else alone', () => {
    for (const error of [failure('ECONNRESET'), new EmbeddedError('said'), new TypeError('bug'), 'text', undefined]) {
      expect(explainFileError(error, '/data')).toBe(error);
    }
  });
});
