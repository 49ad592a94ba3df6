/** Whether this process can serve; says nothing of versions or errors. */
export class HealthDto {
  /** ok; degraded: it serves, but not everything works; unready: it should get no traffic. */
  status!: 'ok' | 'degraded' | 'unready';

  /**
   * What does not work while the rest does: redis, writes, disk.
   * @example ["redis"]
   */
  degraded!: string[];

  /**
   * Why it is unready: draining, postgres, redis (workers), schema, event_loop, starting.
   * @example []
   */
  reasons!: string[];
}
