import { Controller, Get, Injectable } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants';
import { SubscribeMessage } from '@nestjs/websockets';
import { createApplication } from '../../../src/app.setup';
import { Public, SessionOnly } from '../../../src/core/access/decorators';
import { Config } from '../../../src/core/config/config';
import { RealtimeGateway } from '../../../src/core/realtime/realtime-gateway';
import { AuthModule } from '../../../src/modules/auth/auth.module';

@Controller('planted')
export class PlantedController {
  @Get()
  open(): string {
    return 'open';
  }
}

@Controller('planted')
export class PlantedSessions {
  @Get()
  @Public()
  @SessionOnly()
  open(): string {
    return 'open';
  }
}

@RealtimeGateway('/planted')
@Injectable()
export class PlantedGateway {
  @SubscribeMessage('open')
  open(): string {
    return 'open';
  }
}

/** Starts the real application with a route or message that says nothing of who may use it, and tells how that ends. */
async function start(what: string | undefined): Promise<void> {
  if (what === 'route') plant(MODULE_METADATA.CONTROLLERS, PlantedController);
  if (what === 'session') plant(MODULE_METADATA.CONTROLLERS, PlantedSessions);
  if (what === 'message') plant(MODULE_METADATA.PROVIDERS, PlantedGateway);
  await createApplication(Config.from({ ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'silent' }));
}

function plant(key: string, type: unknown): void {
  const present = (Reflect.getMetadata(key, AuthModule) ?? []) as unknown[];
  Reflect.defineMetadata(key, [...present, type], AuthModule);
}

void start(process.argv[2]).then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(error.message);
    process.exit(1);
  },
);
