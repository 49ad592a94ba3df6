import { Module, DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RightsModule } from '../../core/access/rights.module';
import { Config, ConfigError } from '../../core/config/config';
import { ConfigModule } from '../../core/config/config.module';
import { DatabaseModule } from '../../core/database/database.module';
import { serverVersion } from '../../core/database/data-source';
import { EmbeddedError, startEmbedded } from '../../core/embedded/embedded-services';
import { runningDatabaseUrl } from '../../core/embedded/running-services';
import { AppError } from '../../core/errors/app-error';
import { EventsModule } from '../../core/events/events.module';
import { LoggingModule } from '../../core/logging/logging.module';
import { TelemetryModule } from '../../core/telemetry/telemetry.module';
import { CredentialsService } from './credentials.service';
import { UsersModule } from './users.module';

@Module({})
class ResetPasswordModule {
  static with(config: Config): DynamicModule {
    const core = [
      ConfigModule.with(config),
      LoggingModule,
      TelemetryModule,
      EventsModule,
      DatabaseModule,
      RightsModule,
    ];
    return { module: ResetPasswordModule, imports: [...core, UsersModule] };
  }
}

/** Sets a new password for a user and ends his sessions, also while Parley runs: `bin/reset-password NAME`. */
async function main(username: string | undefined): Promise<void> {
  if (username === undefined) throw new ConfigError('Name the user: bin/reset-password admin');
  const config = Config.fromEnvironment().with({ LOG_LEVEL: 'error' });
  const database = await findDatabase(config);
  try {
    const password = await resetPassword(config.with({ DATABASE_URL: database.url }), username);
    process.stdout.write(`The new password of ${username} is: ${password}\n`);
  } finally {
    await database.release();
  }
}

async function resetPassword(config: Config, username: string): Promise<string> {
  const context = await NestFactory.createApplicationContext(ResetPasswordModule.with(config), {
    logger: false,
    abortOnError: false,
  });
  try {
    return await context.get(CredentialsService).reset(username);
  } finally {
    await context.close();
  }
}

/** The configured database, else the embedded one: of the process that runs it now, or started for the moment. */
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

main(process.argv[2]).catch((error: Error) => {
  const expected = error instanceof ConfigError || error instanceof EmbeddedError || error instanceof AppError;
  process.stderr.write(expected ? `${error.message}\n` : `The password was not changed: ${error.message}\n`);
  process.exitCode = 1;
});
