import { AddressInfo } from 'node:net';
import { DynamicModule, Global, INestApplicationContext, Module, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestExpressApplication } from '@nestjs/platform-express';
import { AccessModule } from '../../../src/core/access/access.module';
import { AccessTokens } from '../../../src/core/access/tokens/access-tokens';
import { newApiKey } from '../../../src/core/access/keys/api-key-secret';
import { Permission, Role } from '../../../src/core/access/permissions';
import { Revocations } from '../../../src/core/access/rights/revocations';
import { EndedKind } from '../../../src/core/access/rights/revocations.repository';
import { Config } from '../../../src/core/config/config';
import { ConfigModule } from '../../../src/core/config/config.module';
import { Database } from '../../../src/core/database/database';
import { DatabaseModule } from '../../../src/core/database/database.module';
import { uuidv7 } from '../../../src/core/database/ids';
import { EventsModule } from '../../../src/core/events/events.module';
import { Lifecycle } from '../../../src/core/health/lifecycle';
import { LoggingModule } from '../../../src/core/logging/logging.module';
import { Peers } from '../../../src/core/realtime/peers';
import { RealtimeAdapter } from '../../../src/core/realtime/realtime.adapter';
import { RealtimeModule } from '../../../src/core/realtime/realtime.module';
import { RealtimeServer } from '../../../src/core/realtime/realtime-server';
import { RedisModule } from '../../../src/core/redis/redis.module';
import { Telemetry } from '../../../src/core/telemetry/telemetry';
import { TelemetryModule } from '../../../src/core/telemetry/telemetry.module';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { GENEROUS_LIMITS } from '../../support/generous-limits';
import { CallsProbe, ChatProbe, MoreCallsProbe, ProbeServerEvents } from './probe-gateways';

@Global()
@Module({
  providers: [Lifecycle],
  exports: [Lifecycle],
})
class SurroundingsModule {}

@Module({})
class ProbeModule {
  static with(config: Config, gateways: Type[]): DynamicModule {
    const platform = [LoggingModule, TelemetryModule, EventsModule, RedisModule, DatabaseModule, SurroundingsModule];
    const core = [...platform, AccessModule, RealtimeModule];
    return { module: ProbeModule, providers: gateways, imports: [ConfigModule.with(config), ...core] };
  }
}

/** One API process in the small: the real core with gateways made for these tests. */
export class RealtimeHost {
  private closing?: Promise<void>;

  private constructor(
    readonly app: NestExpressApplication,
    readonly url: string,
  ) {}

  static async start(environment: Record<string, string>, port = 0): Promise<RealtimeHost> {
    const module = ProbeModule.with(await configOf(environment), [CallsProbe, MoreCallsProbe, ChatProbe]);
    const app = await NestFactory.create<NestExpressApplication>(module, { logger: ['error'], abortOnError: false });
    app.useWebSocketAdapter(new RealtimeAdapter(app));
    await app.listen(port, '127.0.0.1');
    const address = app.getHttpServer().address() as AddressInfo;
    return new RealtimeHost(app, `http://127.0.0.1:${address.port}`);
  }

  /** A process that serves no sockets, and yet sends to them. */
  static async startWorker(environment: Record<string, string>): Promise<INestApplicationContext> {
    const module = ProbeModule.with(await configOf(environment), []);
    return NestFactory.createApplicationContext(module, { logger: ['error'] });
  }

  /** Closing twice is closing once: a test may have closed it already. */
  close(): Promise<void> {
    return (this.closing ??= this.app.close());
  }

  /** That of every host of the test file. */
  database(): Promise<TestDatabase> {
    return testDatabase();
  }

  get calls() {
    return this.app.get(CallsProbe);
  }

  get chat() {
    return this.app.get(ChatProbe);
  }

  get peers() {
    return this.app.get(Peers);
  }

  get telemetry() {
    return this.app.get(Telemetry);
  }

  get news() {
    return this.app.get(RealtimeServer).namespace<ProbeServerEvents>('/calls');
  }

  token(role: Role = 'user', id = uuidv7(), sessionId = uuidv7()): string {
    return this.app.get(AccessTokens).issue({ id, username: `name of ${id}`, role }, sessionId).token;
  }

  /** An API key of a user made for it. */
  async apiKey(permissions: Permission[]): Promise<{ id: string; userId: string; text: string }> {
    const [id, userId] = [uuidv7(), uuidv7()];
    const { text, prefix, digest } = newApiKey();
    const database = this.app.get(Database);
    await database.query(`INSERT INTO users (id, username, password_hash, role) VALUES ($1, $2, '', 'user')`, [
      userId,
      `name of ${userId}`,
    ]);
    await database.query(
      `INSERT INTO api_keys (id, user_id, name, prefix, hash, permissions, expires_at)
       VALUES ($1, $2, 'probe', $3, $4, $5, now() + interval '1 day')`,
      [id, userId, prefix, Buffer.from(digest, 'base64'), permissions],
    );
    return { id, userId, text };
  }

  /** Ends rights as whoever logs somebody out does. */
  endRights(kind: EndedKind, id: string): Promise<void> {
    return this.app.get(Database).transaction((tx) => this.app.get(Revocations).record(tx, kind, [id]));
  }

  /** The value of one line of the metrics page, 0 when it is not there. */
  async metric(line: string): Promise<number> {
    const page = await this.telemetry.render();
    const found = page.split('\n').find((entry) => entry.startsWith(`${line} `));
    return Number(found?.slice(line.length) ?? 0);
  }
}

let database: Promise<TestDatabase> | undefined;

function testDatabase(): Promise<TestDatabase> {
  return (database ??= createTestDatabase());
}

/** The hosts of one test file are processes of one installation; its database ends with the run. */
async function configOf(environment: Record<string, string>): Promise<Config> {
  const { url } = await testDatabase();
  return Config.from({
    DATABASE_URL: url,
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    JWT_SECRET: 'a secret that is used by these tests only',
    PROBE_INTERVAL_MS: '1000',
    REVOCATION_POLL_MS: '200',
    RATE_LIMITS: GENEROUS_LIMITS,
    ...environment,
  });
}
