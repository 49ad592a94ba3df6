import { fromPostgres, isConnectionFailure, isRetryable } from './postgres-errors';

/** As pg makes them. */
const sqlError = (code: string) =>
  Object.assign(new Error('INSERT INTO users (password) ...'), { code, severity: 'ERROR' });
const systemError = (code: string) => Object.assign(new Error(`connect ${code} 10.0.0.7:5432`), { code });

describe('errors of Postgres for the caller', () => {
  it.each([
    ['22021', 400, 'request.invalid'],
    ['22P02', 400, 'request.invalid'],
    ['22003', 400, 'request.invalid'],
    ['23502', 400, 'request.invalid'],
    ['23514', 400, 'request.invalid'],
    ['23505', 409, 'request.conflict'],
    ['23503', 409, 'request.conflict'],
    ['40001', 409, 'request.conflict'],
    ['40P01', 409, 'request.conflict'],
    ['53100', 507, 'storage.full'],
    ['53300', 503, 'unavailable'],
    ['55P03', 503, 'unavailable'],
    ['57014', 503, 'unavailable'],
    ['25006', 503, 'unavailable'],
    ['57P01', 503, 'unavailable'],
    ['08006', 503, 'unavailable'],
  ])('%s is %i %s, without a word of SQL', (code, status, expected) => {
    const error = fromPostgres(sqlError(code));
    expect([error?.type.status, error?.type.code]).toEqual([status, expected]);
    expect(error?.message).not.toContain('INSERT');
    expect(error?.retryAfterSeconds).toBe(status === 503 ? 2 : undefined);
  });

  it.each(['42601', '42P01', 'XX000'])('%s is our own fault, not the caller’s', (code) => {
    expect(fromPostgres(sqlError(code))).toBeUndefined();
  });

  it.each([
    systemError('ECONNREFUSED'),
    systemError('ECONNRESET'),
    systemError('ETIMEDOUT'),
    new Error('Connection terminated unexpectedly'),
    new Error('Connection terminated due to connection timeout'),
    new Error('timeout exceeded when trying to connect'),
    new Error('Query read timeout'),
    new Error('Client has encountered a connection error and is not queryable'),
  ])('a lost connection is 503 with a time to come back, and tells no address: %s', (failure) => {
    expect(isConnectionFailure(failure)).toBe(true);
    const error = fromPostgres(failure);
    expect([error?.type.code, error?.retryAfterSeconds]).toEqual(['unavailable', 2]);
    expect(error?.message).not.toContain('10.0.0.7');
  });

  it.each([undefined, null, 'ECONNREFUSED', { code: '23505' }, new Error('ours'), systemError('ENOENT')])(
    'does not know %p',
    (stranger) => {
      expect(fromPostgres(stranger)).toBeUndefined();
      expect(isConnectionFailure(stranger)).toBe(false);
    },
  );

  it('tells what succeeds when it is run again', () => {
    expect(['40001', '40P01', '23505', '57014'].map((code) => isRetryable(sqlError(code)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isRetryable(systemError('ECONNRESET'))).toBe(false);
  });
});
