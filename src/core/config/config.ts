import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Settings, VariableName, variables } from './variables';

/** A bad environment: the message is one sentence that names the variable and says what to do. */
export class ConfigError extends Error {}

/** The validated environment, read once at start. */
export class Config {
  private constructor(private readonly settings: Settings) {}

  /** Reads `.env` (real variables win) and the process environment. Throws ConfigError on the first bad value. */
  static fromEnvironment(): Config {
    if (existsSync('.env')) process.loadEnvFile('.env');
    return Config.from(process.env);
  }

  /** Validates the given variables; an empty value counts as absent. Throws ConfigError. */
  static from(environment: Record<string, string | undefined>): Config {
    const entries = Object.entries(variables).map(([name, definition]) => {
      const raw = environment[name] === '' ? undefined : environment[name];
      const text = raw ?? ('fallback' in definition ? definition.fallback : undefined);
      return [name, text === undefined ? undefined : parse(name, text, definition.parse)];
    });
    const config = new Config(Object.fromEntries(entries) as Settings);
    config.refuseContradictions();
    return config;
  }

  get<K extends VariableName>(name: K): Settings[K] {
    return this.settings[name];
  }

  /** A copy with some values replaced, e.g. by the URLs of the embedded services. */
  with(overrides: Partial<Settings>): Config {
    return new Config({ ...this.settings, ...overrides });
  }

  get isProduction(): boolean {
    return this.settings.NODE_ENV === 'production';
  }

  get host(): string {
    return this.settings.HOST ?? (this.isProduction ? '0.0.0.0' : '127.0.0.1');
  }

  /** Port this process listens on: the worker has its own. */
  get port(): number {
    return this.settings.PARLEY_ROLE === 'worker' ? this.settings.WORKER_PORT : this.settings.PORT;
  }

  get registrationOpen(): boolean {
    return (this.settings.REGISTRATION ?? (this.isProduction ? 'closed' : 'open')) === 'open';
  }

  get docsEnabled(): boolean {
    return this.settings.DOCS_ENABLED ?? !this.isProduction;
  }

  /** Whether this process runs jobs. */
  get runsJobs(): boolean {
    return this.settings.PARLEY_ROLE !== 'api';
  }

  get storageDirectory(): string {
    return this.settings.STORAGE_DIR ?? join(this.settings.PARLEY_DATA_DIR, 'files');
  }

  /** Where programs are looked for: the PATH of this process. */
  get searchPath(): string {
    return process.env['PATH'] ?? '';
  }

  private refuseContradictions(): void {
    const { PARLEY_ROLE, DATABASE_URL, REDIS_URL, DATABASE_MIGRATION_URL } = this.settings;
    for (const [name, value] of Object.entries({ DATABASE_URL, REDIS_URL })) {
      if (PARLEY_ROLE !== 'all' && value === undefined) {
        throw new ConfigError(`${name} must be set when PARLEY_ROLE is ${PARLEY_ROLE}: only role "all" can embed it.`);
      }
    }
    if (DATABASE_MIGRATION_URL !== undefined && DATABASE_URL === undefined) {
      throw new ConfigError('DATABASE_MIGRATION_URL is set but DATABASE_URL is not: set both or neither.');
    }
    const { JWT_SECRET, JWT_SECRET_PREVIOUS } = this.settings;
    if (JWT_SECRET_PREVIOUS !== undefined && JWT_SECRET === undefined) {
      throw new ConfigError('JWT_SECRET_PREVIOUS is set but JWT_SECRET is not: set both, or JWT_SECRET alone.');
    }
    if (JWT_SECRET_PREVIOUS !== undefined && JWT_SECRET_PREVIOUS === JWT_SECRET) {
      throw new ConfigError('JWT_SECRET_PREVIOUS must not be the same as JWT_SECRET.');
    }
    this.refuseContradictoryTimes();
  }

  private refuseContradictoryTimes(): void {
    const { JOB_SOFT_LIMIT_MS, JOB_HARD_LIMIT_MS, JOB_GRACE_MS, SHUTDOWN_TIMEOUT_MS } = this.settings;
    if (JOB_HARD_LIMIT_MS <= JOB_SOFT_LIMIT_MS) {
      throw new ConfigError('JOB_HARD_LIMIT_MS must be more than JOB_SOFT_LIMIT_MS, so that a job is asked first.');
    }
    if (JOB_GRACE_MS >= SHUTDOWN_TIMEOUT_MS) {
      throw new ConfigError('JOB_GRACE_MS must be less than SHUTDOWN_TIMEOUT_MS, so that jobs can be handed back.');
    }
  }
}

function parse(name: string, text: string, parser: (raw: string) => unknown): unknown {
  try {
    return parser(text);
  } catch (error) {
    throw new ConfigError(`${name} ${(error as Error).message}.`);
  }
}
