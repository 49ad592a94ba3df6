import { once } from 'node:events';
import { Injectable } from '@nestjs/common';
import Redis from 'ioredis';
import { Config } from '../config/config';
import { Logger } from '../logging/logger';
import { FAIL_FAST, RedisConnections } from '../redis/redis-connections';
import { Telemetry } from '../telemetry/telemetry';
import { BackgroundProbe, PROBE_TIMEOUT_MS } from './background-probe';

/** What the last answer of Redis told. */
export interface RedisFacts {
  version: string;
  /** Anything but `noeviction` may throw away queued work when memory runs out. */
  evictionPolicy: string;
}

/** Asks Redis over a connection of its own. */
@Injectable()
export class RedisProbe extends BackgroundProbe {
  readonly name = 'redis';
  facts?: RedisFacts;
  private client?: Redis;
  private waiting?: AbortController;

  constructor(
    config: Config,
    logger: Logger,
    telemetry: Telemetry,
    private readonly connections: RedisConnections,
  ) {
    super(config, logger, telemetry);
  }

  protected async ask(): Promise<void> {
    const client = (this.client ??= this.connect());
    if (client.status !== 'ready') {
      this.waiting = new AbortController();
      await once(client, 'ready', { signal: this.waiting.signal });
    }
    await client.ping();
    // A login may be denied INFO, which is among Redis's dangerous commands.
    this.facts ??= parseFacts(await client.info().catch(() => ''));
  }

  /** A connection that hangs is made anew; one that is down is already trying. */
  protected abandon(): void {
    this.waiting?.abort();
    const { client } = this;
    if (client?.status === 'ready' || client?.status === 'connect') client.disconnect(true);
  }

  private connect(): Redis {
    const client = this.connections.create('probe', { ...FAIL_FAST, connectTimeout: PROBE_TIMEOUT_MS });
    client.on('close', () => (this.facts = undefined));
    return client;
  }
}

/** Picks the facts from the text of INFO. */
export function parseFacts(info: string): RedisFacts {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? 'unknown';
  return { version: field('redis_version'), evictionPolicy: field('maxmemory_policy') };
}
