import { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule, Extension } from './app.module';
import { Config } from './core/config/config';
import { Lifecycle } from './core/health/lifecycle';
import { serveDocs } from './core/http/docs';
import { hardenHttp } from './core/http/harden';
import { configureServer } from './core/http/server';
import { Logger } from './core/logging/logger';
import { serveBoard } from './core/queues/board/board';
import { RealtimeAdapter } from './core/realtime/realtime.adapter';
import { Telemetry } from './core/telemetry/telemetry';

/** Routes that lie outside `/api/v1`. */
const OUTSIDE_PREFIX = [
  '/',
  'health',
  'health/*path',
  'live',
  'ready',
  'metrics',
  'admin/queues',
  'admin/queues/*path',
  'ws/connections/info',
];

/** The whole application, initialised but not listening; the same for `main.ts` and the tests. Rejects with the cause. */
export async function createApplication(config: Config, extension?: Extension): Promise<NestExpressApplication> {
  const logger = new Logger(config);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config, extension), {
    bodyParser: false,
    abortOnError: false,
    logger: withoutStartFailures(logger),
  });
  hardenHttp(app, config, { logger, telemetry: app.get(Telemetry), lifecycle: app.get(Lifecycle) });
  configureServer(app.getHttpServer(), config);
  app.useWebSocketAdapter(new RealtimeAdapter(app));
  app.setGlobalPrefix('api/v1', { exclude: OUTSIDE_PREFIX });
  if (config.get('PARLEY_ROLE') !== 'worker') {
    serveDocs(app, config);
    serveBoard(app);
  }
  return app.init();
}

/** Nest logs a failing start and then rejects with it; whoever starts the application tells it, once. */
function withoutStartFailures(logger: Logger): LoggerService {
  return {
    log: (message: unknown) => logger.log(message),
    warn: (message: string, ...rest: string[]) => logger.warn(message, rest.at(-1)),
    error: (message: unknown, ...rest: string[]) => {
      if (rest.at(-1) !== 'ExceptionHandler') logger.error(message, rest.at(-1));
    },
  };
}
