import { figureNames } from '../../metrics/metric-registry.service';

const NAMES = figureNames.join(', ');
const SUMS = figureNames.map((name) => `sum(${name})::bigint AS ${name}`).join(', ');
const ALL_ZERO = figureNames.map((name) => `${name} = 0`).join(' AND ');
const STORED = figureNames.map((name) => `COALESCE(stored.${name}, 0)`).join(', ');
const CORRECT = figureNames.map((name) => `COALESCE(correct.${name}, 0)`).join(', ');

/** A row of zeros says the same as none. As text, since a number of JavaScript does not hold every bigint. */
const DIFFER = `(${STORED}) <> (${CORRECT})`;
const VALUES = `ARRAY[${STORED}]::text[] AS stored, ARRAY[${CORRECT}]::text[] AS correct`;
/** Stands for nobody where keys are compared by equality; no agent has it. */
const NOBODY = `'00000000-0000-0000-0000-000000000000'::uuid`;

/**
 * The sums of the days $1 to $2 as they ought to be. No place on earth is a whole day off UTC, so that the days of any zone
 * lie within a day more to either side; which of the calls are of these days is then asked of the zone itself.
 */
const RIGHT = `by_agent AS MATERIALIZED (
    SELECT (started_at AT TIME ZONE timezone)::date AS day, agent_id, direction, ${SUMS} FROM call_figures, rollup_state
    WHERE started_at >= ($1::date - 1)::timestamp AT TIME ZONE 'UTC'
      AND started_at < ($2::date + 2)::timestamp AT TIME ZONE 'UTC'
      AND (started_at AT TIME ZONE timezone)::date BETWEEN $1::date AND $2::date
    GROUP BY 1, 2, 3
  )`;

/** Begins a statement about `differences`: keys of both rollups on the days $1 to $2, as of one moment. */
export const DIFFERENCES = `WITH ${RIGHT}, by_slot AS (
    SELECT day, direction, rollup_slot(agent_id) AS slot, ${SUMS} FROM by_agent GROUP BY 1, 2, 3
  ), differences AS (
    SELECT 'call_rollups' AS rollup, COALESCE(stored.day, correct.day) AS day,
      COALESCE(stored.agent_id, correct.agent_id) AS agent_id,
      COALESCE(stored.direction, correct.direction) AS direction, NULL::smallint AS slot, ${VALUES}
    FROM (SELECT * FROM call_rollups WHERE day BETWEEN $1::date AND $2::date) AS stored
    FULL JOIN by_agent AS correct ON stored.day = correct.day
      AND COALESCE(stored.agent_id, ${NOBODY}) = COALESCE(correct.agent_id, ${NOBODY})
      AND COALESCE(stored.direction, '') = COALESCE(correct.direction, '')
    WHERE ${DIFFER}
    UNION ALL
    SELECT 'day_rollups', COALESCE(stored.day, correct.day), NULL, COALESCE(stored.direction, correct.direction),
      COALESCE(stored.slot, correct.slot), ${VALUES}
    FROM (SELECT * FROM day_rollups WHERE day BETWEEN $1::date AND $2::date) AS stored
    FULL JOIN by_slot AS correct ON stored.day = correct.day AND stored.slot = correct.slot
      AND COALESCE(stored.direction, '') = COALESCE(correct.direction, '')
    WHERE ${DIFFER}
  )`;

/** One after the other: writes the sums of the days $1 to $2 anew. */
export const REWRITE = [
  'DELETE FROM call_rollups WHERE day BETWEEN $1::date AND $2::date',
  `WITH ${RIGHT} INSERT INTO call_rollups (day, agent_id, direction, ${NAMES})
   SELECT day, agent_id, direction, ${NAMES} FROM by_agent`,
  'DELETE FROM day_rollups WHERE day BETWEEN $1::date AND $2::date',
  `INSERT INTO day_rollups (day, direction, slot, ${NAMES})
   SELECT day, direction, rollup_slot(agent_id), ${SUMS} FROM call_rollups
   WHERE day BETWEEN $1::date AND $2::date GROUP BY 1, 2, 3`,
];

/** One after the other: writes all sums anew, in the zone of `rollup_state`. */
export const REWRITE_ALL = [
  'DELETE FROM call_rollups',
  'DELETE FROM day_rollups',
  `INSERT INTO call_rollups (day, agent_id, direction, ${NAMES})
   SELECT (started_at AT TIME ZONE timezone)::date, agent_id, direction, ${SUMS}
   FROM call_figures, rollup_state GROUP BY 1, 2, 3`,
  `INSERT INTO day_rollups (day, direction, slot, ${NAMES})
   SELECT day, direction, rollup_slot(agent_id), ${SUMS} FROM call_rollups GROUP BY 1, 2, 3`,
];

/** Rows of the days $1 to $2 of which every call is gone; those that somebody writes to at the moment stay. */
export const REMOVE_EMPTY = [
  `DELETE FROM call_rollups WHERE ctid = ANY (ARRAY(SELECT ctid FROM call_rollups
     WHERE day BETWEEN $1::date AND $2::date AND ${ALL_ZERO} FOR UPDATE SKIP LOCKED))`,
  `DELETE FROM day_rollups WHERE ctid = ANY (ARRAY(SELECT ctid FROM day_rollups
     WHERE day BETWEEN $1::date AND $2::date AND ${ALL_ZERO} FOR UPDATE SKIP LOCKED))`,
];

/** The first day from $1 on of which there are figures or sums. */
export const NEXT_DAY = `
  SELECT least(
    (SELECT min(day) FROM call_rollups WHERE day >= $1::date),
    (SELECT min(day) FROM day_rollups WHERE day >= $1::date),
    (SELECT (started_at AT TIME ZONE timezone)::date FROM call_figures, rollup_state
     WHERE started_at >= ($1::date - 1)::timestamp AT TIME ZONE 'UTC'
       AND (started_at AT TIME ZONE timezone)::date >= $1::date ORDER BY started_at LIMIT 1)
  )::text AS day`;
