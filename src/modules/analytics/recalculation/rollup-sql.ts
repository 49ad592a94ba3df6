/** Stands for nobody where keys are compared by equality; no agent has it. */
const NOBODY = `'00000000-0000-0000-0000-000000000000'::uuid`;

/** The statements over both rollups, which have one column for each figure. */
export class RollupSql {
  constructor(private readonly figures: readonly string[]) {}

  /** Differing keys of both rollups from day $1 to day $2, as of one moment, in order. */
  get differences(): string {
    return `WITH ${this.right()}, differences AS (${this.differingAgents()} UNION ALL ${this.differingSlots()})`;
  }

  /** Writes the sums of the days $1 to $2 where there are none. */
  get fill(): string[] {
    return [
      `WITH ${this.right()} INSERT INTO call_rollups (day, agent_id, direction, ${this.list()})
       SELECT day, agent_id, direction, ${this.list()} FROM by_agent`,
      `INSERT INTO day_rollups (day, direction, slot, ${this.list()})
       SELECT day, direction, rollup_slot(agent_id), ${this.list((name) => `sum(${name})`)}
       FROM call_rollups WHERE day BETWEEN $1::date AND $2::date GROUP BY 1, 2, 3`,
    ];
  }

  /** The sums of every call that there is, by the zone $1, where there are none. */
  get fillAll(): string[] {
    return [
      `INSERT INTO call_rollups (day, agent_id, direction, ${this.list()})
       SELECT (started_at AT TIME ZONE $1)::date, agent_id, direction, ${this.list((name) => `sum(${name})`)}
       FROM call_figures GROUP BY 1, 2, 3`,
      `INSERT INTO day_rollups (day, direction, slot, ${this.list()})
       SELECT day, direction, rollup_slot(agent_id), ${this.list((name) => `sum(${name})`)}
       FROM call_rollups GROUP BY 1, 2, 3`,
    ];
  }

  /** Rows of the days $1 to $2 of which every call is gone; those that somebody writes to at the moment stay. */
  get removeEmpty(): string[] {
    return ['call_rollups', 'day_rollups'].map(
      (table) => `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table}
        WHERE day BETWEEN $1::date AND $2::date AND ${this.list((name) => `${name} = 0`, ' AND ')}
        FOR UPDATE SKIP LOCKED))`,
    );
  }

  /**
   * The sums as they ought to be. No place on earth is a whole day off UTC, so that the days of any zone lie within a day
   * more to either side; which of the calls are of these days is then asked of the zone itself.
   */
  private right(): string {
    return `by_agent AS MATERIALIZED (
        SELECT (f.started_at AT TIME ZONE s.timezone)::date AS day, f.agent_id, f.direction,
          ${this.list((name) => `sum(f.${name})::bigint AS ${name}`)}
        FROM call_figures AS f, rollup_state AS s
        WHERE f.started_at >= ($1::date - 1)::timestamp AT TIME ZONE 'UTC'
          AND f.started_at < ($2::date + 2)::timestamp AT TIME ZONE 'UTC'
          AND (f.started_at AT TIME ZONE s.timezone)::date BETWEEN $1::date AND $2::date
        GROUP BY 1, 2, 3
      ), by_slot AS (
        SELECT day, direction, rollup_slot(agent_id) AS slot, ${this.list((name) => `sum(${name})::bigint AS ${name}`)}
        FROM by_agent GROUP BY 1, 2, 3
      )`;
  }

  private differingAgents(): string {
    return `SELECT 'call_rollups' AS rollup, COALESCE(stored.day, correct.day) AS day,
        COALESCE(stored.agent_id, correct.agent_id) AS agent_id,
        COALESCE(stored.direction, correct.direction) AS direction, NULL::smallint AS slot, ${this.values()}
      FROM (SELECT * FROM call_rollups WHERE day BETWEEN $1::date AND $2::date) AS stored
      FULL JOIN by_agent AS correct ON stored.day = correct.day
        AND COALESCE(stored.agent_id, ${NOBODY}) = COALESCE(correct.agent_id, ${NOBODY})
        AND COALESCE(stored.direction, '') = COALESCE(correct.direction, '')
      WHERE ${this.differing()}`;
  }

  private differingSlots(): string {
    return `SELECT 'day_rollups', COALESCE(stored.day, correct.day), NULL::uuid,
        COALESCE(stored.direction, correct.direction), COALESCE(stored.slot, correct.slot), ${this.values()}
      FROM (SELECT * FROM day_rollups WHERE day BETWEEN $1::date AND $2::date) AS stored
      FULL JOIN by_slot AS correct ON stored.day = correct.day AND stored.slot = correct.slot
        AND COALESCE(stored.direction, '') = COALESCE(correct.direction, '')
      WHERE ${this.differing()}`;
  }

  private values(): string {
    const row = (side: string) => `ARRAY[${this.list((name) => `COALESCE(${side}.${name}, 0)::text`)}]`;
    return `${row('stored')} AS stored, ${row('correct')} AS correct`;
  }

  /** A row of zeros says the same as none. */
  private differing(): string {
    const row = (side: string) => `(${this.list((name) => `COALESCE(${side}.${name}, 0)`)})`;
    return `${row('stored')} <> ${row('correct')}`;
  }

  private list(make = (name: string) => name, separator = ', '): string {
    return this.figures.map(make).join(separator);
  }
}
