import { PACKED_FIGURES, PackedFigures } from '../metrics/call-figures.service';
import { Call } from './entities/call.entity';

/** The agent of a call, as calls show it. */
export interface AgentRef {
  id: string;
  externalId: string;
  name: string;
}

/** A call with its agent, as every read answers it. */
export type CallRow = Omit<
  Call,
  'agentId' | 'contentDigest' | 'streamState' | 'transcriptLength' | 'sentimentFinal'
> & {
  agent: AgentRef | null;
  /** Null until they are counted. */
  figures: PackedFigures | null;
};

export const CALL_COLUMNS = `c.id, c.external_id AS "externalId", c.status, c.customer, c.direction, c.started_at AS "startedAt",
  c.ended_at AS "endedAt", c.duration_ms AS "durationMs", c.language, c.tags, c.metadata, c.source, c.epoch,
  c.last_position AS "lastPosition", c.sentiment_overall AS "sentimentOverall", c.sentiment_agent AS "sentimentAgent",
  c.sentiment_customer AS "sentimentCustomer", c.sentiment_trend AS "sentimentTrend",
  c.sentiment_shift AS "sentimentShift", c.created_at AS "createdAt",
  c.updated_at AS "updatedAt",
  CASE WHEN a.id IS NOT NULL THEN json_build_object('id', a.id, 'externalId', a.external_id, 'name', a.name) END AS agent,
  ${PACKED_FIGURES} AS figures`;
export const CALLS = 'calls c LEFT JOIN agents a ON a.id = c.agent_id LEFT JOIN call_figures f ON f.call_id = c.id';
