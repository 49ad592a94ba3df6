import type { NestExpressApplication } from '@nestjs/platform-express';
import { Config, ConfigError } from './core/config/config';
import { EmbeddedHandle, startEmbedded } from './core/embedded/embedded-services';
import { buildInfo } from './core/health/build-info';
import { closeApplication, openApplication, refuseTakenPort } from './core/health/serve';
import { Shutdown } from './core/health/shutdown';
import { StrayErrors } from './core/health/stray-errors';
import { announce } from './core/logging/announce';
import { renderAdminPassword } from './core/logging/banner';
import { Logger } from './core/logging/logger';

type Say = (line: string) => void;

void main();

async function main(): Promise<void> {
  const config = readConfig();
  if (config === undefined) return;
  const logger = new Logger(config);
  const shutdown = new Shutdown({
    timeoutMs: config.get('SHUTDOWN_TIMEOUT_MS'),
    report: (message, error) => logger.error(message, { error }),
    exit: (code) => process.exit(code),
  });
  shutdown.listen();
  try {
    await start(config, logger, shutdown);
  } catch (error) {
    if (!shutdown.hasBegun) await complain(error, config, logger);
    await shutdown.begin(1);
  }
}

function readConfig(): Config | undefined {
  try {
    return Config.fromEnvironment();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

async function start(given: Config, logger: Logger, shutdown: Shutdown): Promise<void> {
  const say: Say = (line) => (given.isProduction ? logger.info(line) : void process.stdout.write(`${line}\n`));
  const strayErrors = new StrayErrors(logger, shutdown);
  strayErrors.listen();
  await refuseTakenPort(given);
  const servers = startServers(given, logger, shutdown, say);
  // The application takes about as long to load as the servers to start, so both happen at once.
  const [embedded, { createApplication }] = await Promise.all([servers, import('./app.setup')]);
  const config = settle(given, embedded);
  const separateOwner = await prepare(config, say);
  const app = await createApplication(config);
  shutdown.add('the application', () => closeApplication(app));
  if (shutdown.hasBegun) return;
  strayErrors.countWith(app.get((await import('./core/telemetry/telemetry')).Telemetry));
  const adminPassword = await firstAdmin(app, config);
  const url = await openApplication(app).catch((error: unknown) => {
    // The user exists now, and its password would never be shown again.
    if (adminPassword !== undefined) process.stderr.write(renderAdminPassword(adminPassword));
    throw error;
  });
  const { startWarnings } = await import('./core/health/start-warnings');
  announce(
    {
      version: buildInfo.version,
      role: config.get('PARLEY_ROLE'),
      url,
      docs: config.docsEnabled,
      startedInMs: process.uptime() * 1000,
      ...((embedded.databaseUrl ?? embedded.redisUrl) ? { dataDir: embedded.dataDir } : {}),
      relocatedFrom: embedded.relocatedFrom,
      warnings: startWarnings(app, separateOwner),
      adminPassword,
    },
    config,
    logger,
  );
}

/** Starts Postgres and Redis where their URLs are missing. */
function startServers(config: Config, logger: Logger, shutdown: Shutdown, say: Say): Promise<EmbeddedHandle> {
  const starting = startEmbedded({
    dataDir: config.get('PARLEY_DATA_DIR'),
    postgres: config.get('DATABASE_URL') === undefined,
    redis: config.get('REDIS_URL') === undefined,
    log: say,
    path: config.searchPath,
    onExit: (name, code) => {
      if (name === 'redis') logger.error('the embedded Redis ended: degraded until the next start', { code });
      else logger.error('the embedded Postgres ended: stopping, since nothing works without it', { code });
      if (name === 'postgres') void shutdown.begin(1);
    },
  });
  // Registered while they start: a signal that comes now waits for them, and no half-started server is left behind.
  shutdown.add('the embedded servers', () => starting.then((embedded) => embedded.stop()).catch(() => undefined));
  return starting;
}

/** The configuration with the addresses of what was started. */
function settle(given: Config, { databaseUrl, databaseMigrationUrl, redisUrl, dataDir }: EmbeddedHandle): Config {
  return given.with({
    PARLEY_DATA_DIR: dataDir,
    ...(databaseUrl && { DATABASE_URL: databaseUrl, DATABASE_MIGRATION_URL: databaseMigrationUrl }),
    ...(redisUrl && { REDIS_URL: redisUrl }),
  });
}

/** Brings the schema up to date; answers whether another login than the application's owns it. */
async function prepare(config: Config, say: Say): Promise<boolean> {
  const { prepareDatabase } = await import('./core/database/migrate');
  const slow = setTimeout(() => say('Bringing the database schema up to date...'), 1_000);
  try {
    return (await prepareDatabase(config)).separateOwner;
  } finally {
    clearTimeout(slow);
  }
}

/** Makes the user admin on the very first start; answers the password if it had to be generated. */
async function firstAdmin(app: NestExpressApplication, config: Config): Promise<string | undefined> {
  if (config.get('PARLEY_ROLE') === 'worker') return undefined;
  const { UsersService } = await import('./modules/users/users.service');
  const admin = await app.get(UsersService).ensureFirstAdmin(config.get('ADMIN_PASSWORD'));
  return admin?.generated ? admin.password : undefined;
}

async function complain(error: unknown, config: Config, logger: Logger): Promise<void> {
  const { explainStart } = await import('./core/health/start-error');
  const { sentence, known } = explainStart(error, config);
  if (!known) logger.error('the start failed', { error });
  process.stderr.write(`${sentence}\n`);
}
