import { Global, Inject, Module, OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/config';
import { EventBus } from '../events/event-bus';
import { Telemetry } from '../telemetry/telemetry';
import {
  createDataSource,
  LONG_WORK,
  LONG_WORK_LIMITS,
  PoolLimits,
  REQUEST_LIMITS,
  serverVersion,
} from './data-source';
import { Database, LongWorkDatabase } from './database';

@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [Config, EventBus],
      useFactory: async (config: Config, events: EventBus) =>
        new Database(
          await connect(config, 'parley', { size: config.get('DATABASE_POOL_SIZE'), ...REQUEST_LIMITS }),
          events,
        ),
    },
    {
      provide: LongWorkDatabase,
      inject: [Config, EventBus],
      useFactory: async (config: Config, events: EventBus) =>
        new LongWorkDatabase(
          await connect(config, LONG_WORK, { size: config.get('DATABASE_LONG_POOL_SIZE'), ...LONG_WORK_LIMITS }),
          events,
        ),
    },
  ],
  exports: [Database, LongWorkDatabase],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly longWork: LongWorkDatabase,
    @Inject(Telemetry) telemetry: Telemetry,
  ) {
    telemetry.observePool('requests', () => database.usage());
    telemetry.observePool('long_work', () => longWork.usage());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.dataSource.destroy();
    await this.longWork.dataSource.destroy();
  }
}

async function connect(config: Config, name: string, limits: PoolLimits) {
  const url = config.get('DATABASE_URL') ?? '';
  return createDataSource(url, name, await serverVersion(url), limits).initialize();
}
