import { Injectable } from '@nestjs/common';
import Redis, { RedisOptions } from 'ioredis';
import { Config } from '../config/config';
import { FAIL_FAST, PATIENT, RedisConnections } from '../redis/redis-connections';
import { Telemetry } from '../telemetry/telemetry';

/** A reconnection loses messages: a Redis that is only slow for a moment is no reason. */
const SHORTEST_BEAT_MS = 1_000;

/** The Redis connections between processes. Redis may be down at any time: what is sent then is lost and counted. */
@Injectable()
export class RedisLinks {
  /** Its `publish` never rejects. */
  readonly publisher: Redis;
  /** Before every channel name: channels are shared by all databases of a Redis, so the name tells the database. */
  readonly prefix: string;

  constructor(
    private readonly connections: RedisConnections,
    private readonly config: Config,
    telemetry: Telemetry,
  ) {
    this.publisher = this.connect('publisher', FAIL_FAST);
    const publish = this.publisher.publish.bind(this.publisher);
    this.publisher.publish = (channel: string, message: string | Buffer) =>
      publish(channel, message).catch(() => {
        telemetry.publishFailures.inc();
        return 0;
      });
    this.prefix = `parley:${this.publisher.options.db ?? 0}`;
  }

  /** A connection for subscriptions; a subscription that is still waiting when the process stops is just dropped. */
  subscriber(name: string, options: RedisOptions = {}): Redis {
    const client = this.connect(name, { ...PATIENT, ...options });
    for (const command of ['subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe'] as const) {
      const run = client[command].bind(client) as (...names: string[]) => Promise<unknown>;
      const tolerant = (...names: string[]) => run(...names).catch(() => undefined);
      Object.assign(client, { [command]: tolerant });
    }
    return client;
  }

  private connect(name: string, options: RedisOptions): Redis {
    const client = this.connections.create(name, options);
    reconnectWhenSilent(client, Math.max(SHORTEST_BEAT_MS, this.config.get('PROBE_INTERVAL_MS')));
    return client;
  }
}

/** A hung Redis or a cut cable closes no connection: one that leaves a ping unanswered for a whole interval is renewed. */
function reconnectWhenSilent(client: Redis, intervalMs: number): void {
  let unanswered = false;
  const beat = setInterval(() => {
    if (client.status !== 'ready') return;
    // The answer may have arrived while this process was busy: look after the next round of input.
    if (unanswered) setImmediate(() => unanswered && client.disconnect(true));
    else {
      unanswered = true;
      client.ping().then(
        () => (unanswered = false),
        () => undefined,
      );
    }
  }, intervalMs).unref();
  client.on('close', () => (unanswered = false));
  client.once('end', () => clearInterval(beat));
}
