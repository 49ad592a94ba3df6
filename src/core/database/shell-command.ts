import { DynamicModule, INestApplicationContext, Module, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Config, ConfigError } from '../config/config';
import { ConfigModule } from '../config/config.module';
import { EmbeddedError, startEmbedded } from '../embedded/embedded-services';
import { runningDatabaseUrl } from '../embedded/running-services';
import { AppError } from '../errors/app-error';
import { EventsModule } from '../events/events.module';
import { LoggingModule } from '../logging/logging.module';
import { TelemetryModule } from '../telemetry/telemetry.module';
import { serverVersion } from './data-source';
import { DatabaseModule } from './database.module';

/** Why a command does nothing: the message is one sentence for whoever typed it. */
export class CommandError extends Error {}

@Module({})
class ShellCommandModule {
  static with(config: Config, modules: Type[]): DynamicModule {
    const core = [ConfigModule.with(config), LoggingModule, TelemetryModule, EventsModule, DatabaseModule];
    return { module: ShellCommandModule, imports: [...core, ...modules] };
  }
}

/**
 * Runs a command of the shell and prints the line that it answers; or one sentence on why not, with exit code 1.
 * @param failure begins that sentence where the error is none that was expected
 */
export async function runCommand(failure: string, work: (config: Config) => Promise<string>): Promise<void> {
  try {
    const line = await work(Config.fromEnvironment().with({ LOG_LEVEL: 'error' }));
    process.stdout.write(`${line}\n`);
  } catch (error) {
    const expected = [CommandError, ConfigError, EmbeddedError, AppError].some((kind) => error instanceof kind);
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(expected ? `${message}\n` : `${failure}: ${message}\n`);
    process.exitCode = 1;
  }
}

/**
 * Does `work` with these modules on the configured database, else on the embedded one: of the process that runs it now, or
 * started for the moment.
 */
export async function withDatabase<T>(
  config: Config,
  modules: Type[],
  work: (context: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const database = await findDatabase(config);
  try {
    const module = ShellCommandModule.with(config.with({ DATABASE_URL: database.url }), modules);
    const context = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    try {
      return await work(context);
    } finally {
      await context.close();
    }
  } finally {
    await database.release();
  }
}

async function findDatabase(config: Config): Promise<{ url: string; release: () => Promise<void> }> {
  const dataDir = config.get('PARLEY_DATA_DIR');
  const release = () => Promise.resolve();
  const configured = config.get('DATABASE_URL');
  if (configured !== undefined) return { url: configured, release };
  const running = runningDatabaseUrl(dataDir);
  if (running !== undefined && (await isReachable(running))) return { url: running, release };
  const embedded = await startEmbedded({ dataDir, postgres: true, redis: false });
  return { url: embedded.databaseUrl ?? '', release: () => embedded.stop() };
}

async function isReachable(url: string): Promise<boolean> {
  return serverVersion(url).then(
    () => true,
    () => false,
  );
}
