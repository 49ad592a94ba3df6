import { Injectable } from '@nestjs/common';
import { QueueOptions } from 'bull';
import Redis, { RedisOptions } from 'ioredis';
import { FAIL_FAST, PATIENT, RedisConnections } from '../../redis/redis-connections';
import { QueueName } from '../job-type';

/** Adding fails rather than waits: the ledger knows what is still to be added. */
const ADDING: RedisOptions = { ...FAIL_FAST, commandTimeout: 5_000 };
/** A blocking pop is answered after 5 s at the latest, so a connection that is silent for longer is a dead one. */
const SILENCE_MS = 15_000;
const TAKING: RedisOptions = { ...PATIENT, enableReadyCheck: false, socketTimeout: SILENCE_MS };
/** Nothing may come for hours, and nothing depends on what comes. */
const LISTENING: RedisOptions = { ...PATIENT, enableReadyCheck: false };

/**
 * The ledger decides who has died and what is tried again, so that Bull only has to hand out, and to give back soon what
 * a dead process had taken.
 */
const SETTINGS: QueueOptions['settings'] = {
  lockDuration: 60_000,
  lockRenewTime: 15_000,
  stalledInterval: 15_000,
  maxStalledCount: 1_000_000,
  retryProcessDelay: 500,
};

/** The connections of the Bull queues: one in every process, and those for taking jobs only where jobs are taken. */
@Injectable()
export class BullConnections {
  /** Of all queues, for adding jobs. */
  readonly adding: Redis;
  private taking?: Redis;
  private listening?: Redis;

  constructor(private readonly connections: RedisConnections) {
    this.adding = connections.create('jobs-add', ADDING);
  }

  /** For queues that jobs are only added to: no further connection. */
  forAdding(): QueueOptions {
    return this.options((type) => (type === 'client' ? this.adding : this.listen()));
  }

  /** For a queue that jobs are taken from. */
  forTaking(name: QueueName): QueueOptions {
    return this.options((type) => {
      if (type === 'client') return (this.taking ??= this.connections.create('jobs-take', TAKING));
      return type === 'bclient' ? this.connections.create(`jobs-wait-${name}`, TAKING) : this.listen();
    });
  }

  private listen(): Redis {
    return (this.listening ??= this.connections.create('jobs-listen', LISTENING));
  }

  private options(createClient: (type: 'client' | 'subscriber' | 'bclient') => Redis): QueueOptions {
    // Channels are shared by all databases of a Redis, so the name tells the database.
    const prefix = `{parley:${this.adding.options.db ?? 0}:jobs}`;
    return { prefix, createClient, settings: { ...SETTINGS }, skipVersionCheck: true } as QueueOptions;
  }
}
