import { Injectable, OnApplicationShutdown } from '@nestjs/common';
import Redis, { RedisOptions } from 'ioredis';
import { Config } from '../config/config';
import { Logger } from '../logging/logger';

/** For commands on behalf of a request: fail at once while Redis is away, never queue, never hang. */
export const FAIL_FAST: RedisOptions = {
  connectTimeout: 2_000,
  commandTimeout: 1_000,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  retryStrategy: (attempt) => Math.min(200 * attempt, 2_000),
};

/** For subscribers: wait for Redis as long as it takes, and subscribe again when it is back. */
export const PATIENT: RedisOptions = {
  connectTimeout: 2_000,
  maxRetriesPerRequest: null,
  retryStrategy: (attempt) => Math.min(200 * attempt, 2_000),
};

/** How long a closed connection may keep the process alive, in ms. */
const DISCONNECT_TIMEOUT_MS = 200;

/** Makes every Redis connection of the process, so that none is without an error handler and all end at shutdown. */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  private readonly open: Redis[] = [];

  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  /** @param name shown in logs and in `CLIENT LIST` */
  create(name: string, options: RedisOptions): Redis {
    const client = new Redis(this.config.get('REDIS_URL') ?? '', {
      disconnectTimeout: DISCONNECT_TIMEOUT_MS,
      ...options,
      connectionName: `parley-${name}`,
    });
    let reported = false;
    client.on('ready', () => (reported = false));
    client.on('error', (error: Error) => {
      if (!reported) this.logger.warn('Redis cannot be reached', { connection: name, error });
      reported = true;
    });
    // ioredis leaves the one for a silent socket behind, which would keep the process.
    client.on('close', () =>
      clearTimeout((client as unknown as { socketTimeoutTimer?: NodeJS.Timeout }).socketTimeoutTimer),
    );
    this.open.push(client);
    return client;
  }

  onApplicationShutdown(): void {
    this.open.forEach((client) => client.disconnect());
  }
}
