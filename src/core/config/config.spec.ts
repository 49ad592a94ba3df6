import { Config } from './config';

const SECRET = 'known to nobody but this one test: 7f3a';
const urls = { DATABASE_URL: 'postgres://u:secret@db/x', REDIS_URL: 'redis://cache' };

describe('the configuration', () => {
  it('starts with nothing set', () => {
    const config = Config.from({});
    expect(config.get('PORT')).toBe(3000);
    expect(config.get('DATABASE_URL')).toBeUndefined();
    expect([config.host, config.registrationOpen, config.docsEnabled]).toEqual(['127.0.0.1', true, true]);
  });

  it('is closed and public in production, unless told otherwise', () => {
    const config = Config.from({ NODE_ENV: 'production' });
    expect([config.host, config.registrationOpen, config.docsEnabled]).toEqual(['0.0.0.0', false, false]);
    const opened = Config.from({
      NODE_ENV: 'production',
      REGISTRATION: 'open',
      DOCS_ENABLED: 'true',
      HOST: '10.0.0.1',
    });
    expect([opened.host, opened.registrationOpen, opened.docsEnabled]).toEqual(['10.0.0.1', true, true]);
  });

  it('takes an empty value for an absent one', () => {
    expect(Config.from({ PORT: '', REDIS_URL: '' }).get('PORT')).toBe(3000);
  });

  it('gives a worker its own port', () => {
    expect(Config.from({ ...urls, PARLEY_ROLE: 'worker', PORT: '1', WORKER_PORT: '2' }).port).toBe(2);
    expect(Config.from({ PORT: '1', WORKER_PORT: '2' }).port).toBe(1);
  });

  it.each([
    [{ PORT: '80a' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: '0x50' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PARLEY_ROLE: 'API' }, 'PARLEY_ROLE must be one of all, api, worker.'],
    [{ DOCS_ENABLED: 'yes' }, 'DOCS_ENABLED must be true or false.'],
    [{ JWT_SECRET: 'short' }, 'JWT_SECRET must be at least 32 bytes long.'],
    [{ JWT_SECRET: SECRET, JWT_SECRET_PREVIOUS: SECRET }, 'JWT_SECRET_PREVIOUS must not be the same as JWT_SECRET.'],
    [
      { JWT_SECRET_PREVIOUS: SECRET },
      'JWT_SECRET_PREVIOUS is set but JWT_SECRET is not: set both, or JWT_SECRET alone.',
    ],
    [
      { JWT_SECRET: 'please-change-this-secret-in-production' },
      'JWT_SECRET must not be a placeholder: take a random one.',
    ],
    [{ METRICS_TOKEN: 'abcd'.repeat(8) }, 'METRICS_TOKEN must have at least 6 different characters.'],
    [{ REVOCATION_POLL_MS: '5000' }, 'REVOCATION_POLL_MS must be a whole number from 50 to 4000.'],
    [
      { JOB_SOFT_LIMIT_MS: '1000', JOB_HARD_LIMIT_MS: '1000' },
      'JOB_HARD_LIMIT_MS must be more than JOB_SOFT_LIMIT_MS, so that a job is asked first.',
    ],
    [
      { SHUTDOWN_TIMEOUT_MS: '20000' },
      'JOB_GRACE_MS must be less than SHUTDOWN_TIMEOUT_MS, so that jobs can be handed back.',
    ],
    [{ ADMIN_PASSWORD: 'short' }, 'ADMIN_PASSWORD must be at least 8 bytes long.'],
    [{ ADMIN_PASSWORD: 'changeme' }, 'ADMIN_PASSWORD must not be a placeholder: take a random one.'],
    [{ PARLEY_TIMEZONE: 'Mars/Base' }, 'PARLEY_TIMEZONE must be an IANA time zone such as Europe/Berlin.'],
    [
      { TRUST_PROXY: 'true' },
      'TRUST_PROXY must be a number of hops, or a comma-separated list of addresses or CIDR blocks.',
    ],
    [
      { TRUST_PROXY: '10.0.0.0/33' },
      'TRUST_PROXY must be a number of hops, or a comma-separated list of addresses or CIDR blocks.',
    ],
    [
      { DATABASE_URL: 'mysql://u:secret@db' },
      'DATABASE_URL must be a URL that starts with postgres:// or postgresql://.',
    ],
    [{ REDIS_URL: 'cache:6379' }, 'REDIS_URL must be a URL that starts with redis:// or rediss://.'],
    [{ PARLEY_ROLE: 'api' }, 'DATABASE_URL must be set when PARLEY_ROLE is api: only role "all" can embed it.'],
    [
      { PARLEY_ROLE: 'worker', DATABASE_URL: urls.DATABASE_URL },
      'REDIS_URL must be set when PARLEY_ROLE is worker: only role "all" can embed it.',
    ],
    [
      { DATABASE_MIGRATION_URL: urls.DATABASE_URL },
      'DATABASE_MIGRATION_URL is set but DATABASE_URL is not: set both or neither.',
    ],
  ])('refuses %j with one sentence that quotes no secret', (environment, sentence) => {
    expect(() => Config.from(environment)).toThrow(new Error(sentence));
    expect(sentence).not.toContain('secret@');
  });

  it.each([
    ['2', 2],
    ['loopback, 10.0.0.0/8', ['loopback', '10.0.0.0/8']],
    ['::1/128', ['::1/128']],
  ])('trusts the proxies %s', (text, expected) => {
    expect(Config.from({ TRUST_PROXY: text }).get('TRUST_PROXY')).toEqual(expected);
  });

  it('can be copied with other values', () => {
    const config = Config.from({});
    expect(config.with({ PORT: 7 }).get('PORT')).toBe(7);
    expect(config.get('PORT')).toBe(3000);
  });
});
