/** SQL of a call's JSON, over `calls c LEFT JOIN agents a`: the same as `toCallDto` gives but for the metrics, made where the row is. */
export const CALL_JSON = `json_build_object(
  'id', c.id, 'externalId', c.external_id, 'status', c.status,
  'agent', CASE WHEN a.id IS NOT NULL THEN json_build_object('id', a.id, 'externalId', a.external_id, 'name', a.name) END,
  'customer', c.customer, 'direction', c.direction, 'startedAt', ${timeOf('c.started_at')}, 'endedAt', ${timeOf('c.ended_at')},
  'durationMs', c.duration_ms, 'language', c.language, 'tags', c.tags, 'metadata', c.metadata,
  'sentiment', json_build_object('overall', ${scoreOf('c.sentiment_overall')}, 'agent', ${scoreOf('c.sentiment_agent')},
    'customer', ${scoreOf('c.sentiment_customer')}, 'trend', c.sentiment_trend, 'shift', ${scoreOf('c.sentiment_shift')}),
  'source', c.source, 'epoch', c.epoch, 'lastPosition', c.last_position,
  'createdAt', ${timeOf('c.created_at')}, 'updatedAt', ${timeOf('c.updated_at')})::text`;

function timeOf(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

function scoreOf(column: string): string {
  return `${column} / 10000.0::float8`;
}
