import { HealthDto } from './health.dto';

/** One server that Parley needs, as its background probe last saw it. */
export class DependencyDto {
  /** @example postgres */
  name!: string;
  up!: boolean;
  /** Of the last successful probe. */
  latencyMs!: number | null;
  version!: string | null;
  failuresInARow!: number;
  checkedAt!: string | null;
  /** Why the last probe failed. */
  error!: string | null;
}

/** Work that waits for a database connection in this process. */
export class BacklogDto {
  /** @example requests */
  pool!: string;
  connections!: number;
  idle!: number;
  waiting!: number;
}

/** Everything known of the health of one process. */
export class HealthDetailsDto extends HealthDto {
  /** Version of Parley. */
  version!: string;
  role!: 'all' | 'api' | 'worker';
  instance!: string;
  uptimeSeconds!: number;
  dependencies!: DependencyDto[];
  /** Migrations of this build that the database has not run. */
  pendingMigrations!: string[];
  /** What Redis does when its memory is full; anything but noeviction can lose queued work. */
  redisEvictionPolicy!: string | null;
  backlog!: BacklogDto[];
  /** 99th percentile of the event loop's delay over the last 10 seconds. */
  eventLoopP99Ms!: number;
  /** Used heap as a share of its limit, 0 to 1. */
  heapUsedShare!: number;
  /** Free space of the data directory; null when there is none. */
  diskFreeBytes!: number | null;
}
