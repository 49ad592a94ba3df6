import { hostname } from 'node:os';
import {
  parseBoolean,
  parseChoice,
  parseInteger,
  parseList,
  parseSecret,
  parseTimezone,
  parseTrustProxy,
  parseUrl,
} from './parsers';
import { parseConcurrency, parseSchedules } from './job-settings';
import { parseRateLimits } from './rate-limits';

/** How one environment variable is read: what it means, its example, and the parser that refuses a bad value. */
export interface Variable<T> {
  /** One or two sentences for people, printed in `.env.example`. */
  description: string;
  /** Throws an Error whose message continues the sentence "<NAME> ...". */
  parse: (raw: string) => T;
}

/** A variable that is always there: `fallback` is used when it is absent, as it would be written in the environment. */
interface DefaultedVariable<T> extends Variable<T> {
  fallback: string;
}

function variable<T>(definition: DefaultedVariable<T>): DefaultedVariable<T>;
function variable<T>(definition: Variable<T>): Variable<T>;
function variable<T>(definition: Variable<T>): Variable<T> {
  return definition;
}

const milliseconds = (fallback: string, description: string, min = 10) =>
  variable({ description, fallback, parse: parseInteger(min, 3_600_000) });

/** Every variable Parley reads, in the order of `.env.example`. Nothing else in the code reads the environment. */
export const variables = {
  NODE_ENV: variable({
    description:
      'development, test or production. Production closes registration and the docs, and listens on every address.',
    fallback: 'development',
    parse: parseChoice(['development', 'test', 'production']),
  }),
  PARLEY_ROLE: variable({
    description:
      'all: everything in one process. api: HTTP and sockets. worker: background work. api and worker need DATABASE_URL and REDIS_URL.',
    fallback: 'all',
    parse: parseChoice(['all', 'api', 'worker']),
  }),
  PORT: variable({
    description: 'Port of the API; 0 picks a free one.',
    fallback: '3000',
    parse: parseInteger(0, 65_535),
  }),
  HOST: variable({
    description: 'Address to listen on. Default: 127.0.0.1, in production 0.0.0.0.',
    parse: (raw) => raw,
  }),
  WORKER_PORT: variable({
    description: 'Port of the health checks and metrics of a worker process; 0 picks a free one.',
    fallback: '3001',
    parse: parseInteger(0, 65_535),
  }),
  PARLEY_DATA_DIR: variable({
    description: 'Directory of the embedded Postgres and Redis.',
    fallback: '.parley',
    parse: (raw) => raw,
  }),
  PARLEY_TIMEZONE: variable({
    description: 'IANA time zone of the organisation: where its days begin.',
    fallback: 'UTC',
    parse: parseTimezone,
  }),
  DATABASE_URL: variable({
    description: 'Postgres (15 or newer) as the application logs in. Unset: an embedded Postgres is started.',
    parse: parseUrl(['postgres:', 'postgresql:']),
  }),
  DATABASE_MIGRATION_URL: variable({
    description:
      'Postgres as the owner of the schema logs in, for migrations only. Unset: DATABASE_URL is used, with a warning.',
    parse: parseUrl(['postgres:', 'postgresql:']),
  }),
  DATABASE_POOL_SIZE: variable({
    description: 'Connections of the request pool, per process.',
    fallback: '10',
    parse: parseInteger(1, 200),
  }),
  DATABASE_LONG_POOL_SIZE: variable({
    description: 'Connections of the pool for long work, per process.',
    fallback: '4',
    parse: parseInteger(1, 50),
  }),
  REDIS_URL: variable({
    description: 'Redis (6.2 or newer) or Valkey. Unset: an embedded one is started.',
    parse: parseUrl(['redis:', 'rediss:']),
  }),
  ADMIN_PASSWORD: variable({
    description:
      'Password of the user admin, used once, when there are no users yet. Unset: one is generated and shown once.',
    parse: parseSecret(8, 4),
  }),
  REGISTRATION: variable({
    description: 'open: anyone may register as a user. closed: nobody may. Default: open, in production closed.',
    parse: parseChoice(['open', 'closed']),
  }),
  JWT_SECRET: variable({
    description:
      'Key that signs access tokens, at least 32 random bytes, e.g. of openssl rand -base64 32. Unset: one is generated and kept in the database.',
    parse: parseSecret(32, 8),
  }),
  ACCESS_TOKEN_SECONDS: variable({
    description: 'Lifetime of an access token in seconds.',
    fallback: '900',
    parse: parseInteger(5, 3600),
  }),
  JWT_SECRET_PREVIOUS: variable({
    description:
      'Another secret whose access tokens are accepted: the one before JWT_SECRET, or where several processes run, the next one first.',
    parse: parseSecret(32, 8),
  }),
  REFRESH_IDLE_SECONDS: variable({
    description: 'A session that is not refreshed for so many seconds ends. Default: 14 days.',
    fallback: '1209600',
    parse: parseInteger(5, 31_536_000),
  }),
  REFRESH_ABSOLUTE_SECONDS: variable({
    description: 'A session ends so many seconds after the login, however it is used. Default: 90 days.',
    fallback: '7776000',
    parse: parseInteger(5, 31_536_000),
  }),
  REVOCATION_POLL_MS: variable({
    description:
      'How often each process reads which sessions and keys have ended. One that could not for 5 s answers 503.',
    fallback: '2000',
    parse: parseInteger(50, 4_000),
  }),
  SIGNING_KEYS_POLL_MS: variable({
    description:
      'How often each process reads the signing keys that are kept in the database; a new one signs after a minute.',
    fallback: '10000',
    parse: parseInteger(50, 20_000),
  }),
  RATE_LIMITS: variable({
    description:
      'Changes of the rate limits, comma-separated: CLASS=PER_MINUTE, e.g. login-account=10,default=6000. The classes are in the README.',
    fallback: '',
    parse: parseRateLimits,
  }),
  IDEMPOTENCY_HOURS: variable({
    description: 'How long the answer to a request with an Idempotency-Key is kept, in hours.',
    fallback: '24',
    parse: parseInteger(1, 168),
  }),
  METRICS_TOKEN: variable({
    description: 'Bearer token with which Prometheus may read /metrics. Unset: only admins may.',
    parse: parseSecret(16, 6),
  }),
  DOCS_ENABLED: variable({
    description: 'Whether /docs is served. Default: true, in production false.',
    parse: parseBoolean,
  }),
  ALLOWED_HOSTS: variable({
    description:
      'Comma-separated host names under which the API may be addressed (without port); * allows any. Health checks are exempt.',
    fallback: 'localhost,127.0.0.1,[::1]',
    parse: parseList,
  }),
  CORS_ORIGINS: variable({
    description:
      'Comma-separated exact origins of browser applications that may use the API and the sockets, e.g. https://app.example.com.',
    fallback: '',
    parse: parseList,
  }),
  TRUST_PROXY: variable({
    description: 'Proxies in front: a number of hops, or a comma-separated list of addresses or CIDR blocks. 0: none.',
    fallback: '0',
    parse: parseTrustProxy,
  }),
  LOG_LEVEL: variable({
    description: 'silent, error, warn, info or debug. One JSON line per request at info.',
    fallback: 'info',
    parse: parseChoice(['silent', 'error', 'warn', 'info', 'debug']),
  }),
  INSTANCE_NAME: variable({
    description: 'Name of this process in logs. Default: the host name.',
    fallback: hostname(),
    parse: (raw) => raw,
  }),
  SOCKET_CONNECTIONS_PER_ADDRESS: variable({
    description: 'Most socket connections from one address, per process.',
    fallback: '2000',
    parse: parseInteger(1, 100_000),
  }),
  SOCKET_EVENTS_PER_SECOND: variable({
    description: 'Events a socket may send a second on average; bursts of twice as many pass.',
    fallback: '100',
    parse: parseInteger(1, 10_000),
  }),
  SOCKET_STALE_MS: variable({
    description: 'Sockets are closed when it could not be read for so many ms whose rights have ended.',
    fallback: '30000',
    parse: parseInteger(5_000, 3_600_000),
  }),
  PROBE_INTERVAL_MS: milliseconds('2000', 'How often Postgres and Redis are probed for the health checks.'),
  SEARCH_REFRESH_MS: milliseconds(
    '1000',
    'How often what is said in live calls is made findable, each call at most once, in milliseconds.',
  ),
  STREAM_POLL_MS: milliseconds(
    '2000',
    'How often live streams with subscribers are compared with their rows, to heal what a lost hint missed.',
  ),
  STORAGE_DIR: variable({
    description:
      'Directory of stored files, which every api and worker process must share. Default: files, in PARLEY_DATA_DIR.',
    parse: (raw) => raw,
  }),
  CALL_RETENTION_DAYS: variable({
    description: 'Calls that began longer ago are removed by the weekly clean-up.',
    fallback: '365',
    parse: parseInteger(1, 36_500),
  }),
  JOB_RETENTION_DAYS: variable({
    description: 'Finished jobs are removed after so many days.',
    fallback: '30',
    parse: parseInteger(1, 3_650),
  }),
  JOB_SCHEDULES: variable({
    description:
      'Changes of the schedules, semicolon-separated: NAME=CRON in UTC, or NAME=off, e.g. weekly-cleanup=0 3 * * 6; purge=off.',
    fallback: '',
    parse: parseSchedules,
  }),
  JOB_CONCURRENCY: variable({
    description:
      'Changes of how many jobs of a queue a worker runs at once, comma-separated, e.g. default=20,ingest=1. The queues: default (10), ingest (2), maintenance (1).',
    fallback: '',
    parse: parseConcurrency,
  }),
  JOB_POLL_MS: milliseconds(
    '1000',
    'How often each process looks for jobs to pass on and a worker for jobs that were cancelled, should the hints be lost.',
  ),
  JOB_LEASE_MS: milliseconds(
    '15000',
    'A worker that has not told for so long that it lives is taken for dead, and its jobs are given to others.',
    1_000,
  ),
  JOB_SOFT_LIMIT_MS: milliseconds('1500000', 'After so long a job is asked to stop.'),
  JOB_HARD_LIMIT_MS: milliseconds('1800000', 'After so long a job is given up and its child processes are killed.'),
  JOB_GRACE_MS: milliseconds(
    '20000',
    'How long a stopping worker lets its jobs run before it hands them back; less than SHUTDOWN_TIMEOUT_MS.',
    0,
  ),
  BULK_MAX_BYTES: variable({
    description: 'Most bytes of a bulk ingest, after decompression.',
    fallback: '2000000000',
    parse: parseInteger(1_000, 1_000_000_000_000),
  }),
  BULK_BACKLOG: variable({
    description: 'Most bulk ingests that wait or run; more are answered 429.',
    fallback: '100',
    parse: parseInteger(1, 100_000),
  }),
  DRAIN_DELAY_MS: milliseconds(
    '0',
    'How long a stopping process stays up, unready, before it closes; 3000 behind a load balancer.',
    0,
  ),
  SHUTDOWN_TIMEOUT_MS: milliseconds('25000', 'After this time a stopping process exits in any case.'),
};

export type VariableName = keyof typeof variables;
type Parsed<V> = V extends { parse: (raw: string) => infer T } ? T : never;
type WithFallback = {
  [K in VariableName]: (typeof variables)[K] extends { fallback: string } ? K : never;
}[VariableName];

/** The validated values: names with a default are always there, the others may be undefined. */
export type Settings = {
  [K in VariableName]: Parsed<(typeof variables)[K]> | (K extends WithFallback ? never : undefined);
};
