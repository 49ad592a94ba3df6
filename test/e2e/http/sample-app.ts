import { Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { DynamicModule, Global, Module, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestExpressApplication } from '@nestjs/platform-express';
import { AccessGuard } from '../../../src/core/access/access.guard';
import { RightsModule } from '../../../src/core/access/rights/rights.module';
import { Config } from '../../../src/core/config/config';
import { ConfigModule } from '../../../src/core/config/config.module';
import { DatabaseModule } from '../../../src/core/database/database.module';
import { EventsModule } from '../../../src/core/events/events.module';
import { Lifecycle } from '../../../src/core/health/lifecycle';
import { hardenHttp } from '../../../src/core/http/harden';
import { HttpModule } from '../../../src/core/http/http.module';
import { configureServer, ServerLimits, serverLimits } from '../../../src/core/http/server';
import { Logger } from '../../../src/core/logging/logger';
import { JobTypes } from '../../../src/core/queues/job-types';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { testRedisUrl } from '../../support/app';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { GENEROUS_LIMITS } from '../../support/generous-limits';

export interface LogLine {
  level: string;
  message: string;
  [field: string]: unknown;
}

/** Keeps what would be written, and lets a test wait for a line. */
export class RecordingLogger {
  readonly lines: LogLine[] = [];
  private waiting: { matches: (line: LogLine) => boolean; resolve: (line: LogLine) => void }[] = [];

  isEnabled = (): boolean => true;
  debug = (message: string, fields?: object): void => this.keep('debug', message, fields);
  log = (message: string): void => this.keep('debug', message);
  info = (message: string, fields?: object): void => this.keep('info', message, fields);
  warn = (message: string, fields?: object): void => this.keep('warn', message, fields);
  error = (message: string, fields?: object): void => this.keep('error', message, fields);

  next(matches: (line: LogLine) => boolean): Promise<LogLine> {
    const found = this.lines.find(matches);
    if (found) return Promise.resolve(found);
    return new Promise((resolve) => this.waiting.push({ matches, resolve }));
  }

  private keep(level: string, message: string, fields: object = {}): void {
    const line = { level, message, ...fields };
    this.lines.push(line);
    this.waiting.filter(({ matches }) => matches(line)).forEach(({ resolve }) => resolve(line));
    this.waiting = this.waiting.filter(({ matches }) => !matches(line));
  }
}

@Global()
@Module({
  providers: [
    { provide: Logger, useClass: RecordingLogger },
    // Everything is open to everybody.
    { provide: AccessGuard, useValue: { canActivate: () => true } },
    { provide: JobTypes, useValue: new JobTypes([], []) },
    Telemetry,
    Lifecycle,
  ],
  exports: [Logger, JobTypes, AccessGuard, Telemetry, Lifecycle],
})
class Platform {}

export interface SampleOptions {
  controllers: Type<unknown>[];
  environment?: Record<string, string>;
  limits?: Partial<ServerLimits>;
  before?: (app: NestExpressApplication) => void;
  providers?: DynamicModule['providers'];
}

export interface Sample {
  app: NestExpressApplication;
  server: Server;
  port: number;
  url: string;
  logger: RecordingLogger;
  telemetry: Telemetry;
  lifecycle: Lifecycle;
}

const open: NestExpressApplication[] = [];
/** Refusals are recorded in it; it ends with the run. */
let database: Promise<TestDatabase> | undefined;

// Here and not in the specs, so that a test that fails leaves nothing running either.
afterAll(() => Promise.all(open.map((app) => app.close())));

/** A real application with the whole HTTP surface and the given controllers, listening on a free port of 127.0.0.1. */
export async function startSample(options: SampleOptions): Promise<Sample> {
  const { environment = {}, limits = {}, controllers, providers = [], before } = options;
  const { url: databaseUrl } = await (database ??= createTestDatabase());
  const config = Config.from({
    RATE_LIMITS: GENEROUS_LIMITS,
    DATABASE_URL: databaseUrl,
    REDIS_URL: await testRedisUrl(),
    ...environment,
  });
  class Sampled {}
  const root: DynamicModule = {
    module: Sampled,
    imports: [ConfigModule.with(config), Platform, EventsModule, DatabaseModule, RightsModule, HttpModule],
    controllers,
    providers,
  };
  const app = await NestFactory.create<NestExpressApplication>(root, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  open.push(app);
  const parts = { logger: app.get(Logger), telemetry: app.get(Telemetry), lifecycle: app.get(Lifecycle) };
  hardenHttp(app, config, parts);
  before?.(app);
  app.setGlobalPrefix('api/v1', { exclude: ['health'] });
  const server = app.getHttpServer();
  configureServer(server, config, { ...serverLimits(config), ...limits });
  await app.listen(0, '127.0.0.1');
  const { port } = server.address() as AddressInfo;
  return {
    app,
    server,
    port,
    url: `http://127.0.0.1:${port}`,
    ...parts,
    logger: parts.logger as unknown as RecordingLogger,
  };
}
